/** The metadata key by which a read is marked as one look of many, and may be answered by a list made for others. */
export const LOOK_METADATA = 'blackstart-look';
