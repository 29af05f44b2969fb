import * as pulumi from '@pulumi/pulumi';

const config = new pulumi.Config();

export const region = new pulumi.Config('aws').require('region');
export const account = config.require('account');
export const domain = config.require('domain');

/** Whoever is told of alarms; the subscription has to be confirmed by hand after a rebuild. */
export const alarmEmail = config.require('alarmEmail');

/** Issued by the payment service provider, hence the one secret that nothing here can make anew. */
export const paymentProviderKey = config.requireSecret('paymentProviderKey');
