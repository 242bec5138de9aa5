package import HTTPClient
internal import TLS

extension HTTPClientError {
    /// What somebody can do about a server with which no TLS connection comes about; nil where the fault itself says it.
    ///
    /// The way on is the same for registries and token services: nodes have their authorities in containerd's `hosts.toml`, and Pullpass'
    /// image has none but the public ones.
    package var trustAdvice: String? {
        switch tls?.fault {
        case .unknownAuthority:
            "give Pullpass the CA: SSL_CERT_FILE (env, extraVolumes of the chart), in addition to the system's, "
                + "or tls: { ca: { file: … } } or { secretKeyRef: … } below this registry"
        case .otherName:
            "write the name that its certificate is for, or let the certificate be made for this one, which the nodes need, too"
        case .outOfTime:
            "renew its certificate, which the nodes need, too, or compare the clock of this machine with the time of day"
        case .other, nil: nil
        }
    }
}
