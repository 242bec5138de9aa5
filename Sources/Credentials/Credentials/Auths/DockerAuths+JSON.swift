import Configuration
import Images
import Text

extension DockerAuths {
    /// The `.dockerconfigjson`: keys sorted, no white space, equal entries give equal bytes.
    package func dockerConfigJSON() -> [UInt8] {
        var text = JSONWriter()
        text.append(raw: #"{"auths":"#)
        text.append(object: entries.map { ($0.key, $0.credential) }) { text, credential in
            var members: [(String, String)] = []
            let (username, password) = (credential.username, credential.password.reveal())
            // Readers split `auth` at its first colon, so it cannot tell a user name that has one.
            if !username.utf8.contains(UInt8(ascii: ":")) {
                members.append(("auth", Base64.encode(Array("\(username):\(password)".utf8))))
            }
            members += [("password", password), ("username", username)]
            text.append(object: members) { $0.append(string: $1) }
        }
        text.append(raw: "}")
        return text.bytes
    }

    /// The `.dockerconfigjson`, if the kubelet reads in it what is meant, and a credential for each key.
    func checkedJSON(identity: String) throws(CredentialError) -> [UInt8] {
        let place = Place(identity: identity)
        guard !entries.isEmpty else {
            throw place.misconfigured(
                "there is no credential to write",
                fix: "name the registries in matchImages and give a credential for them"
            )
        }
        // The kubelet pulls anonymously with what has one of them only.
        for entry in entries where entry.credential.username.isEmpty || entry.credential.password.reveal().isEmpty {
            throw place.misconfigured(
                "the credential for \(AuthsKey(key: entry.key)) has no "
                    + (entry.credential.username.isEmpty ? "user name" : "password"),
                fix: "give both; for images that anybody may pull no credential is needed"
            )
        }
        let bytes = dockerConfigJSON()
        guard bytes.count <= DockerConfig.maximumBytes else {
            throw place.misconfigured(
                "the credentials make \(bytes.count) bytes, and a Secret holds at most \(DockerConfig.maximumBytes)",
                fix: "divide them among several registries of the configuration"
            )
        }
        let meant = entries.map { entry in
            DockerConfig.Entry(
                registry: entry.key,
                credential: DockerCredential(
                    username: entry.credential.username,
                    password: entry.credential.password.reveal()
                )
            )
        }
        guard (try? DockerConfig(parsing: bytes))?.entries == meant else {
            throw place.misconfigured(
                "the kubelet would read other credentials than these",
                fix: "write user names, passwords and registries as plain text"
            )
        }
        return bytes
    }
}
