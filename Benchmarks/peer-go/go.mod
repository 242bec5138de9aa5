module pullpass-benchmark-peer

go 1.19
