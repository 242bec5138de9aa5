internal import COpenSSL
internal import Glibc

/// Where systems keep the certificates of the authorities that they trust.
struct SystemAuthorities {
    /// The distributions' bundles, in the order in which Go's crypto/x509 looks for them.
    static let distributionBundles = [
        "/etc/ssl/certs/ca-certificates.crt",  // Debian, Ubuntu, Gentoo, Alpine, distroless
        "/etc/pki/tls/certs/ca-bundle.crt",  // Fedora, RHEL 6
        "/etc/ssl/ca-bundle.pem",  // openSUSE
        "/etc/pki/tls/cacert.pem",  // OpenELEC
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // CentOS, RHEL 7
        "/etc/ssl/cert.pem",  // Alpine, Arch
    ]

    let bundles: [String]
    let extraFile: String?

    init(bundles: [String] = Self.distributionBundles, extraFile: String?) {
        self.bundles = bundles
        self.extraFile = extraFile.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Those of this machine.
    static var current: SystemAuthorities {
        // getenv is safe while nobody calls setenv, which Pullpass never does.
        SystemAuthorities(extraFile: unsafe getenv("SSL_CERT_FILE").map { unsafe String(cString: $0) })
    }

    /// Adds them to a store.
    ///
    /// - Returns: What they are, for errors: "the authorities of /etc/ssl/certs/ca-certificates.crt".
    /// - Throws: ``TLSError`` when there is none at all.
    func load(into store: OpaquePointer) throws(TLSError) -> String {
        var loaded: [String] = []
        if let bundle = bundles.first(where: { unsafe load($0, store) }) { loaded.append(bundle) }
        var remark = ""
        if let extraFile, !loaded.contains(extraFile) {
            if unsafe load(extraFile, store) {
                loaded.append("\(extraFile) (SSL_CERT_FILE)")
            } else {
                remark = "; SSL_CERT_FILE names \(extraFile), which holds no readable certificate"
            }
        }
        guard !loaded.isEmpty else {
            throw TLSError(
                .failed,
                "finding the system's certificate authorities",
                reasons: [
                    "none of \(bundles.joined(separator: ", ")) can be read; set SSL_CERT_FILE to a PEM file" + remark
                ]
            )
        }
        return "the authorities of \(loaded.joined(separator: " and "))" + remark
    }

    private func load(_ path: String, _ store: OpaquePointer) -> Bool {
        defer { ERR_clear_error() }
        return unsafe X509_STORE_load_file(store, path) == 1
    }
}
