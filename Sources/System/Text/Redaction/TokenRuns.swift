/// Finds what looks like a credential, whoever's it is.
enum TokenRuns {
    /// Where such texts are in a line.
    static func ranges(in line: [UInt8]) -> [Range<Int>] {
        webTokens(line) + privateKeys(line) + userInfos(line) + knownPrefixes(line) + longRuns(line) + byteLists(line)
            + LabelledSecrets.ranges(in: line)
    }

    // MARK: What tells itself

    /// JSON Web Tokens: each begins with `{"`, and so does what some make of them in Base64 once more.
    private static func webTokens(_ line: [UInt8]) -> [Range<Int>] {
        var found: [Range<Int>] = []
        for start in ["eyJ", "ZXlK"].flatMap({ places(of: $0, in: line) }) {
            var first = start
            while first > 0, isBase64(line[first - 1]) { first -= 1 }
            var end = runEnd(line, start)
            guard end - start >= 6 else { continue }
            // One that was broken into lines goes on in words that are none.
            while end < line.count, line[end] == 0x20 {
                let next = runEnd(line, end + 1)
                guard isMixed(line[end + 1..<next]) || next - end > 32 else { break }
                end = next
            }
            found.append(first..<end)
        }
        return found
    }

    private static func privateKeys(_ line: [UInt8]) -> [Range<Int>] {
        places(of: "-----BEGIN ", in: line).compactMap { start in
            guard !places(of: "PRIVATE KEY", in: line[start...].prefix(50)).isEmpty else { return nil }
            let end = places(of: "-----END ", in: line[start...]).first ?? line.count
            return start..<end
        }
    }

    /// `user:password@` of URLs.
    private static func userInfos(_ line: [UInt8]) -> [Range<Int>] {
        places(of: "://", in: line).compactMap { place in
            let start = place + 3
            let authority = line[start...].prefix { $0 != 0x20 && !Array("/?#\"'<>\\".utf8).contains($0) }
            return authority.lastIndex(of: UInt8(ascii: "@")).flatMap { $0 > start ? start..<$0 : nil }
        }
    }

    /// First letters by which vendors mark their tokens.
    private static let prefixes = [
        "dckr_pat_", "dckr_oat_", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "gldt-", "glcbt-",
        "ya29.", "AKCp", "cmVmdGtu", "IQoJb3JpZ2lu", "FwoGZXIvYXdz", "hvs.", "npm_", "pypi-",
    ]

    private static func knownPrefixes(_ line: [UInt8]) -> [Range<Int>] {
        prefixes.flatMap { prefix in
            places(of: prefix, in: line).compactMap { start in
                guard start == 0 || !ASCII.isAlphanumeric(line[start - 1]) else { return nil }
                let end = runEnd(line, start)
                return end - start >= prefix.utf8.count + 6 ? start..<end : nil
            }
        }
    }

    /// Bytes one by one, as Go and Python print what should have been a text: `[123 34 97]`.
    private static func byteLists(_ line: [UInt8]) -> [Range<Int>] {
        line.indices.filter { line[$0] == UInt8(ascii: "[") }.compactMap { open in
            let rest = line[(open + 1)...]
            let end = rest.firstIndex { !ASCII.isDigit($0) && $0 != 0x20 && $0 != UInt8(ascii: ",") } ?? line.endIndex
            let numbers = rest[..<end].split { !ASCII.isDigit($0) }
            return numbers.count >= 8 && numbers.allSatisfy { $0.count <= 3 } ? open + 1..<end : nil
        }
    }

    // MARK: What no word is

    /// Runs that hold a long piece of upper and lower case letters and digits in a mixture, or one that is longer than any name; not those within an address or a name with colons.
    private static func longRuns(_ line: [UInt8]) -> [Range<Int>] {
        var found: [Range<Int>] = []
        for word in line.split(separator: 0x20) {
            for run in Address.rest(of: word).split(whereSeparator: { !isTokenByte($0) }) {
                let pieces = run.split { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ".") }
                if pieces.contains(where: { $0.count >= 32 && isMixed($0) || $0.count > 64 }) {
                    found.append(run.startIndex..<run.endIndex)
                }
            }
        }
        return found
    }

    static func isMixed(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.count >= 8 && bytes.contains(where: ASCII.isDigit) && bytes.contains(where: ASCII.isUpper)
            && bytes.contains(where: ASCII.isLower)
    }

    // MARK: Bytes

    /// What tokens are made of, dots between their parts included.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "="), UInt8(ascii: "."), UInt8(ascii: "~"), UInt8(ascii: "%"): true
        default: isBase64(byte)
        }
    }

    private static func isBase64(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: ASCII.isAlphanumeric(byte)
        }
    }

    /// The end of what may be one token from a place on.
    private static func runEnd(_ line: [UInt8], _ start: Int) -> Int {
        line[start...].firstIndex { !isTokenByte($0) } ?? line.count
    }

    private static func places(of text: String, in line: [UInt8]) -> [Int] { places(of: text, in: line[...]) }

    private static func places(of text: String, in line: ArraySlice<UInt8>) -> [Int] {
        let wanted = Array(text.utf8)
        return line.indices.filter { line[$0] == wanted[0] && line[$0...].starts(with: wanted) }
    }
}
