package import Configuration
internal import Text

/// What a credential provider plugin prints: `CredentialProviderResponse` (`k8s.io/kubelet/pkg/apis/credentialprovider`), as Pullpass
/// writes it.
package struct PluginAnswer: Sendable, Hashable, Confidential {
    /// For what else the kubelet takes the answer as long as it keeps it.
    ///
    /// There is no `Global`: it would be every image for which the kubelet asks.
    package enum CacheKeyType: String, Sendable, Hashable {
        /// The same repository.
        case image = "Image"
        /// Every image of the same host and port.
        case registry = "Registry"
    }

    /// A key of `auth`.
    package struct Entry: Sendable, Hashable, Confidential {
        /// The key, as in a Secret.
        package let key: String
        /// The credential; nil for a try without any.
        package let login: Login?

        /// Makes an entry.
        package init(key: String, login: Login?) {
            self.key = key
            self.login = login
        }
    }

    /// A user name and a password.
    package struct Login: Sendable, Hashable, Confidential {
        /// The user name.
        package let username: String
        /// The password or token.
        package let password: SecretText

        /// Makes a login.
        package init(username: String, password: SecretText) {
            self.username = username
            self.password = password
        }
    }

    /// For what else it is taken.
    package let cacheKeyType: CacheKeyType
    /// For how long the kubelet keeps it, in whole seconds; with zero it asks again for the next pull.
    package let cacheDuration: Duration
    /// What to log in with; empty where there is nothing.
    package let auth: [Entry]

    /// Makes an answer.
    package init(cacheKeyType: CacheKeyType, cacheDuration: Duration, auth: [Entry]) {
        self.cacheKeyType = cacheKeyType
        self.cacheDuration = cacheDuration
        self.auth = auth
    }

    /// The answer as it goes to standard output, with a line end.
    ///
    /// - Parameter apiVersion: That of the request; the kubelet drops every other one.
    /// - Returns: A CredentialProviderResponse.
    package func json(apiVersion: String) -> [UInt8] {
        var text = JSONWriter()
        text.append(raw: #"{"kind":"CredentialProviderResponse","apiVersion":"#)
        text.append(string: apiVersion)
        text.append(
            raw:
                #","cacheKeyType":"\#(cacheKeyType.rawValue)","cacheDuration":"\#(GoDuration.text(cacheDuration))","auth":"#
        )
        text.append(object: auth.map { ($0.key, $0.login) }) { text, login in
            let members = login.map { [("username", $0.username), ("password", $0.password.reveal())] } ?? []
            text.append(object: members) { $0.append(string: $1) }
        }
        text.append(raw: "}\n")
        return text.bytes
    }

    /// The keys alone.
    package var description: String { "answer with the keys \(Printable.list(auth.map(\.key)))" }
}
