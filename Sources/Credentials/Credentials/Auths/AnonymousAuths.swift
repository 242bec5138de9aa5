internal import Images
internal import Text

/// The content of the Secret with which the kubelet pulls anonymously: keys without a credential.
///
/// The kubelet never pulls anonymously once a key has matched, so that one bad credential stops public images. It tries what stands
/// under one key in the order of the Pod's Secrets: with this one last, it pulls anonymously after all credentials have been refused.
package struct AnonymousAuths: Sendable, Hashable {
    /// The most bytes of keys, far within what a Secret holds; further keys are left out.
    private static let maximumBytes = 512 << 10

    /// The keys in the order of their bytes.
    package let keys: [String]

    /// Makes the content that follows Secrets with these keys.
    package init(following keys: some Sequence<String>) {
        var room = Self.maximumBytes
        // Strings compare by canonical equivalence; keys are bytes.
        let unique = Set(keys.map { Array(Self.key(following: $0).utf8) })
        self.keys = unique.sorted { $0.lexicographicallyPrecedes($1) }.prefix { key in
            room -= key.count
            return room >= 0
        }.map { String(decoding: $0, as: UTF8.self) }
    }

    /// The same key for the kubelet, which cuts the scheme, written as no other reader of pull Secrets looks it up.
    ///
    /// Tools that are built on go-containerregistry put the Secrets of a Pod into one table by the text of their keys, and the last one
    /// counts: an empty entry under the very text would take the credential before it away from them. They ask for `ghcr.io` and for
    /// `https://index.docker.io/v1/`, and never for `https://ghcr.io` or `https://index.docker.io`. A user that a key may have is cut.
    private static func key(following key: String) -> String { "https://\(AuthsKey(key: key).text)" }

    /// The keys in a `.dockerconfigjson` that have a credential; none where the kubelet cannot read it.
    package static func keysWithCredential(in dockerConfigJSON: [UInt8]) -> [String] {
        let entries = (try? DockerConfig(parsing: dockerConfigJSON))?.entries ?? []
        return entries.filter { !$0.credential.username.isEmpty && !$0.credential.password.isEmpty }.map(\.registry)
    }

    /// The `.dockerconfigjson`: keys sorted, no white space, equal keys give equal bytes.
    package func dockerConfigJSON() -> [UInt8] {
        var text = JSONWriter()
        text.append(raw: #"{"auths":"#)
        text.append(object: keys.map { ($0, ()) }) { text, _ in text.append(raw: "{}") }
        text.append(raw: "}")
        return text.bytes
    }
}
