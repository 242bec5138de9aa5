import Credentials

extension FuzzBody {
    /// `WWW-Authenticate` of registries.
    static let challenges = FuzzBody(
        "challenges",
        maximumLength: 512,
        seeds: [
            "Bearer realm=\"https://auth.docker.io/token\",service=\"registry.docker.io\",scope=\"repository:a/b:pull\"",
            "Basic realm=\"a\\\"b\", Bearer realm=x",
            "Bearer realm=https://us.icr.io/oauth/token,service=\"registry\"", "a=b", "Negotiate",
            "Bearer a = b , c=\"d", "Basic, Basic realm=\"\\",
        ].map { Array($0.utf8) },
        words: ["Bearer ", "Basic ", "realm=", "service=", "scope=", "\"", "\\\"", ", ", "=", "https://"]
    ) { bytes throws(BrokenPromise) in
        let read = AuthenticateChallenge.parse(String(decoding: bytes, as: UTF8.self))
        try hold(read.count <= bytes.count, "there are no more challenges than bytes")
        for challenge in read {
            let names = [challenge.scheme] + challenge.parameters.keys
            try hold(
                names.allSatisfy { !$0.isEmpty && $0 == $0.lowercased() },
                "names are there, in lower case: \(challenge)"
            )
            try hold(
                names.allSatisfy { !$0.utf8.contains { [0x20, 0x09, 0x2C, 0x3D].contains($0) } },
                "names are words: \(challenge)"
            )
        }
        try holdEqual(
            AuthenticateChallenge.parse(read.map(written).joined(separator: ", ")),
            read,
            "challenges that were written read the same"
        )
    }

    private static func written(_ challenge: AuthenticateChallenge) -> String {
        let parameters = challenge.parameters.sorted { $0.key < $1.key }.map { name, value in
            let quoted = value.unicodeScalars.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
            return "\(name)=\"\(quoted)\""
        }
        return ([challenge.scheme] + [parameters.joined(separator: ",")]).joined(separator: " ")
    }
}
