@testable import Providers

extension FuzzBody {
    /// AWS' shared files and the command lines in them.
    static let profiles = FuzzBody(
        "profiles",
        maximumLength: 1024,
        seeds: [
            "[default]\nregion = eu-west-1 # here\n[profile \"a b\"]\ncredential_process = /bin/x --y 'a b' \"c\\\"d\"\n  nested = 1\n; c\n",
            "[profile default]\na=b\n[default]\na=c\n", "[a]\n=b\n[\nx\n[]\n", "a = b ;c", "'a' \"b\" c\\ d", "\"",
            "\\",
        ].map { Array($0.utf8) },
        words: ["[default]\n", "[profile ", "]\n", " = ", " #", " ;", "\"", "'", "\\", "\r\n", "\u{85}", "\u{2028}"]
    ) { bytes throws(BrokenPromise) in
        let text = String(decoding: bytes, as: UTF8.self)
        var names: Set<String> = []
        for line in text.split(whereSeparator: \.isNewline) {
            names.formUnion([String(line.drop { $0 == "[" }.prefix { $0 != "]" })])
        }
        for isConfig in [true, false] {
            var once = SharedProfiles()
            once.add(text, isConfig: isConfig)
            var twice = once
            twice.add(text, isConfig: isConfig)
            for name in names.union(["default"]) {
                try holdEqual(once[name], twice[name], "a file that is read again says the same")
                for (key, value) in once[name] ?? [:] {
                    try holdEqual(key, key.lowercased(), "keys know no case")
                    try hold(!value.contains(where: \.isNewline), "a value is one line: \(value)")
                    var again = SharedProfiles()
                    again.add("[profile \"x\"]\nk=\(value)", isConfig: true)
                    try holdEqual(again["x"]?["k"], value, "a value that was written reads the same")
                }
            }
        }
        guard let words = CredentialProcess.words(text) else { return }
        let line = words.map { word in
            "'" + word.unicodeScalars.map { $0 == "'" ? "'\"'\"'" : String($0) }.joined() + "'"
        }
        try holdEqual(CredentialProcess.words(line.joined(separator: " ")), words, "words in quotes are the same words")
    }
}
