import Configuration
import FoundationEssentials
import Images

extension DockerAuths {
    /// The `.dockerconfigjson`: keys sorted, no white space, equal entries give equal bytes.
    package func dockerConfigJSON() -> [UInt8] {
        var text = JSONText()
        text.append(raw: #"{"auths":{"#)
        for (index, entry) in entries.enumerated() {
            if index > 0 { text.append(raw: ",") }
            text.append(string: entry.key)
            text.append(raw: ":{")
            if let credential = entry.credential {
                let (username, password) = (credential.username, credential.password.reveal())
                // Readers split `auth` at its first colon, so it cannot tell a user name that has one.
                if !username.utf8.contains(UInt8(ascii: ":")) {
                    text.append(raw: #""auth":"#)
                    text.append(string: Data("\(username):\(password)".utf8).base64EncodedString())
                    text.append(raw: ",")
                }
                text.append(raw: #""password":"#)
                text.append(string: password)
                text.append(raw: #","username":"#)
                text.append(string: username)
            }
            text.append(raw: "}")
        }
        text.append(raw: "}}")
        return text.bytes
    }

    /// The `.dockerconfigjson`, if the kubelet reads in it what is meant.
    func checkedJSON(identity: String) throws(CredentialError) -> [UInt8] {
        let place = Place(identity: identity)
        guard !isAnonymous else {
            throw place.misconfigured(
                "there is no credential to write",
                fix: "name the registries in matchImages and give a credential for them"
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
                    username: entry.credential?.username ?? "",
                    password: entry.credential?.password.reveal() ?? ""
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

/// Builds JSON text.
package struct JSONText {
    /// The text so far, in UTF-8.
    package private(set) var bytes: [UInt8] = []

    /// An empty text.
    package init() {}

    /// Appends what is JSON already.
    package mutating func append(raw text: String) { bytes += text.utf8 }

    /// Appends a string in quotes; control characters are escaped, everything else is UTF-8 as it is.
    package mutating func append(string text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0x0A: bytes += #"\n"#.utf8
            case 0x0D: bytes += #"\r"#.utf8
            case 0x09: bytes += #"\t"#.utf8
            case 0..<0x10: bytes += "\\u000\(String(byte, radix: 16))".utf8
            case 0x10..<0x20: bytes += "\\u00\(String(byte, radix: 16))".utf8
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
