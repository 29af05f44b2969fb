module blackstart/tools/certs

go 1.26.0
