/// Who we are to an API server.
///
/// Prints without the credential.
package struct ClusterUser: Sendable, Hashable {
    /// What goes into the Authorization field.
    package enum Authentication: Sendable, Hashable {
        /// Nothing: the client certificate says it all, or nobody asks.
        case none
        /// A token that does not change.
        case token(String)
        /// A token in a file that is replaced from time to time; the fallback counts until the file could be read.
        case tokenFile(path: String, fallback: String?)
        /// User name and password.
        case basic(username: String, password: String)
        /// A program that prints a token or a certificate.
        case exec(ExecPlugin)
    }

    /// What goes into the Authorization field.
    package var authentication: Authentication
    /// The client certificate and its key.
    package var certificate: ClientCertificate?
    /// As whom to act; nil to be oneself.
    package var impersonation: Impersonation?

    /// Makes a user.
    package init(
        _ authentication: Authentication = .none,
        certificate: ClientCertificate? = nil,
        impersonation: Impersonation? = nil
    ) {
        self.authentication = authentication
        self.certificate = certificate
        self.impersonation = impersonation
    }
}

/// A client certificate with its key, in PEM.
///
/// The key never prints.
package struct ClientCertificate: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    /// The certificate and those between it and the authority.
    package var certificate: [UInt8]
    /// The key.
    package var key: [UInt8]

    /// Makes a pair.
    package init(certificate: [UInt8], key: [UInt8]) {
        self.certificate = certificate
        self.key = key
    }

    /// `<client certificate>`.
    package var description: String { "<client certificate>" }
    /// Nothing to see.
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// As whom to act (`as`, `as-uid`, `as-groups`, `as-user-extra` of a kubeconfig).
package struct Impersonation: Sendable, Hashable {
    /// The user.
    package var user: String
    /// The uid; nil where none is claimed.
    package var uid: String?
    /// The groups.
    package var groups: [String]
    /// Further values by key.
    package var extra: [String: [String]]

    /// Makes an impersonation.
    package init(user: String, uid: String? = nil, groups: [String] = [], extra: [String: [String]] = [:]) {
        self.user = user
        self.uid = uid
        self.groups = groups
        self.extra = extra
    }
}

extension ClusterUser: CustomStringConvertible, CustomReflectable {
    /// How the user proves itself, without the proof.
    package var description: String {
        let method =
            switch authentication {
            case .none: certificate == nil ? "nobody" : "client certificate"
            case .token: "token"
            case .tokenFile(let path, _): "token in \(path)"
            case .basic(let username, _): "user \(username)"
            case .exec(let plugin): "exec plugin \(plugin.command)"
            }
        return impersonation.map { "\(method) as \($0.user)" } ?? method
    }

    /// Without the credential.
    package var customMirror: Mirror { Mirror(self, children: ["user": description]) }
}

extension ClusterUser.Authentication: CustomStringConvertible, CustomReflectable {
    /// `<redacted>`.
    package var description: String { "<redacted>" }
    /// Nothing to see.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
