/// Tells by a name whether a variable or an option of a command holds a credential.
package enum SecretNames {
    private static let parts: Set = [
        "TOKEN", "SECRET", "PASSWORD", "PASSWD", "PASS", "PASSPHRASE", "PW", "PWD", "KEY", "APIKEY", "CREDENTIAL",
        "CREDENTIALS", "AUTH", "AUTHORIZATION", "PAT", "COOKIE", "ASSERTION", "HEADER",
    ]
    private static let pieces = ["TOKEN", "SECRET", "PASSW", "CREDENTIAL", "APIKEY"]
    /// What names a place where a credential is, and not the credential.
    private static let places: Set = [
        "FILE", "PATH", "DIR", "URI", "URL", "ENDPOINT", "HOST", "NAME", "TYPE", "REGION",
    ]

    /// Whether a variable holds one.
    ///
    /// - Parameters:
    ///   - name: Its name, in any case, with `_` or `-` between words.
    ///   - value: Its value; a path is none.
    /// - Returns: Whether it has to be kept out of messages.
    package static func isSecret(_ name: String, _ value: String) -> Bool {
        let words = name.uppercased().split { $0 == "_" || $0 == "-" || $0 == "." }.map(String.init)
        guard let last = words.last, !places.contains(last), !value.hasPrefix("/") else { return false }
        return words.contains(where: parts.contains) || pieces.contains(where: name.uppercased().contains)
    }

    /// Names of variables that say where and how, and never who.
    private static let publicWords: Set = [
        "REGION", "PROFILE", "HOST", "HOSTNAME", "URL", "URI", "ENDPOINT", "PATH", "FILE", "DIR", "HOME", "LANG", "ARN",
        "DEBUG", "LEVEL",
        "TZ", "PROXY", "ACCOUNT", "PROJECT", "TENANT", "REGISTRY", "NAMESPACE",
    ]

    /// Whether a variable that somebody gave a program by hand surely holds none.
    package static func isPublic(_ name: String, _ value: String) -> Bool {
        guard let last = name.uppercased().split(whereSeparator: { $0 == "_" }).last else { return false }
        return publicWords.contains(String(last)) && !isSecret(name, value)
    }

    /// The values of arguments: `--password x`, `--password=x`, `-p=x` is not told.
    static func values(inArguments arguments: [String]) -> [String] {
        var found: [String] = []
        for (index, argument) in arguments.enumerated() {
            // By bytes: a value may begin with what a Character takes the sign into.
            let parts = argument.utf8.split(separator: UInt8(ascii: "="), maxSplits: 1).map { String($0) ?? "" }
            guard let name = parts.first else { continue }
            if parts.count == 2 {
                if isSecret(name, parts[1]) { found.append(parts[1]) }
            } else if index + 1 < arguments.count, name.hasPrefix("-"), isSecret(name, arguments[index + 1]) {
                found.append(arguments[index + 1])
            }
        }
        return found
    }
}
