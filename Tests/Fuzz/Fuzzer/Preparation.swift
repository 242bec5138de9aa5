import FoundationEssentials

/// What a campaign starts from, as files.
enum Preparation {
    /// For each body a folder of its name with its seeds, and a file of the words that its inputs are made of; `bodies.txt` has names and longest inputs.
    static func write(to folder: String) throws {
        var list = ""
        for body in FuzzBody.all {
            let seeds = "\(folder)/\(body.name)"
            try FileManager.default.createDirectory(atPath: seeds, withIntermediateDirectories: true)
            for (index, seed) in body.seeds().enumerated() {
                try Data(seed).write(to: URL(filePath: "\(seeds)/seed-\(index)"))
            }
            let words = body.words.map { "\"\(escaped($0))\"\n" }.joined()
            try Data(words.utf8).write(to: URL(filePath: "\(folder)/\(body.name).dict"))
            list += "\(body.name) \(body.maximumLength)\n"
        }
        try Data(list.utf8).write(to: URL(filePath: "\(folder)/bodies.txt"))
    }

    /// As libFuzzer reads a word: quotes and backslashes escaped, everything else that is not printable in hexadecimal.
    private static func escaped(_ word: String) -> String {
        word.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): "\\" + String(UnicodeScalar(byte))
            case 0x20..<0x7F: String(UnicodeScalar(byte))
            default: "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }.joined()
    }
}
