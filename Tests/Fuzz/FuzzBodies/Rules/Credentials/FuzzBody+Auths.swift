import Configuration
import Images
import Text

@testable import Credentials

extension FuzzBody {
    /// Keys, user names and passwords, a line each in turns: what is written of them is read by the kubelet as it was meant.
    static let auths = FuzzBody(
        "auths",
        maximumLength: 512,
        seeds: [
            "ghcr.io\njane\ns3cret", "https://index.docker.io/v1/\na:b\n\u{7F}\"\\\nr.io\n\n",
            "é\n\u{2028}\n\u{1F600}\n\n\n",
        ].map {
            Array($0.utf8)
        },
        words: ["\n", "\"", "\\", ":", "\u{0}", "\u{85}", "\u{FEFF}", "e\u{301}", "é", "ghcr.io", "*.io"]
    ) { bytes throws(BrokenPromise) in
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).map(
            String.init
        )
        var entries: [DockerAuths.Entry] = []
        for start in stride(from: 0, to: lines.count - 2, by: 3) {
            let credential = RegistryCredential(
                username: lines[start + 1],
                password: SecretText(lines[start + 2]),
                fetchedAt: .distantPast
            )
            entries.append(DockerAuths.Entry(key: lines[start], credential: credential))
        }
        let auths = DockerAuths(entries: entries)
        let json = auths.dockerConfigJSON()
        guard let read = try? DockerConfig(parsing: json) else {
            throw BrokenPromise("what is written can be read: \(String(decoding: json, as: UTF8.self))")
        }
        try holdEqual(
            read.entries.map { Array($0.registry.utf8) },
            auths.entries.map { Array($0.key.utf8) },
            "each key, once"
        )
        for (read, meant) in zip(read.entries, auths.entries) {
            let (username, password) = (meant.credential.username, meant.credential.password.reveal())
            try holdEqual(Array(read.credential.username.utf8), Array(username.utf8), "the user name")
            try holdEqual(Array(read.credential.password.utf8), Array(password.utf8), "the password")
        }
        try holdEqual(
            DockerAuths(entries: entries.reversed() + entries).entries.count,
            auths.entries.count,
            "the same keys, in any order"
        )
        let others = DockerAuths(
            entries: entries.map { entry in
                let credential = RegistryCredential(
                    username: entry.credential.username,
                    password: SecretText("another"),
                    fetchedAt: .distantPast
                )
                return DockerAuths.Entry(key: entry.key, credential: credential)
            }
        )
        try holdEqual(auths.description, others.description, "no password in the description")
        try holdEqual("\(auths.entries)", "\(others.entries)", "no password in a dump")
    }
}
