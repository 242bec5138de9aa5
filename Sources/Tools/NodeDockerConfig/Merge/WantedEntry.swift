internal import Configuration
package import Credentials
internal import Images
package import Text

/// An entry that a registry of the configuration wants to have in the file.
package struct WantedEntry: Sendable, Confidential {
    /// The registry's name.
    package let registry: String
    /// The key, as in a Secret.
    package let key: String
    /// The credential.
    let credential: DockerCredential
    /// When it ends; nil where nobody says.
    package let expiresAt: Timestamp?

    /// Takes an entry of what was fetched for a registry.
    package init(_ entry: DockerAuths.Entry, registry: String, expiresAt: Timestamp?) {
        self.registry = registry
        key = entry.key
        credential = DockerCredential(
            username: entry.credential.username,
            password: entry.credential.password.reveal()
        )
        self.expiresAt = expiresAt
    }

    /// The key and whose it is.
    package var description: String { "\(AuthsKey(key: key)) of registry \(registry)" }

    /// The JSON text of its value, as `docker login` writes it.
    var json: String {
        var text = JSONWriter()
        let auth = Base64.encode(Array("\(credential.username):\(credential.password)".utf8))
        text.append(object: [("auth", auth)]) { $0.append(string: $1) }
        return String(decoding: text.bytes, as: UTF8.self)
    }
}

extension FetchedCredential {
    /// The entries that a registry wants with it.
    package func wantedEntries(of registry: String) -> [WantedEntry] {
        auths.entries.map { WantedEntry($0, registry: registry, expiresAt: $0.credential.expiresAt ?? expiresAt) }
    }
}
