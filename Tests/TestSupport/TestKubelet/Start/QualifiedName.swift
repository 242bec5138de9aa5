/// `validation.IsQualifiedName` of apimachinery, which names of annotations have to pass.
enum QualifiedName {
    private static let shape =
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
    private static let pattern = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"

    static func faults(of key: String) -> [String] {
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        let words = "\(shape) (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '\(pattern)')"
        guard parts.count <= 2 else {
            return [
                "a valid label key \(words) with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
            ]
        }
        var faults: [String] = []
        if parts.count == 2 {
            if parts[0].isEmpty {
                faults.append("prefix part must be non-empty")
            } else if !isSubdomain(parts[0]) {
                faults.append(
                    "prefix part a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters"
                )
            }
        }
        let name = parts.last ?? ""
        if name.isEmpty { faults.append("name part must be non-empty") }
        if name.utf8.count > 63 { faults.append("name part must be no more than 63 bytes") }
        if !isName(name) { faults.append("name part \(words)") }
        return faults
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: false
        }
    }

    private static func isName(_ name: Substring) -> Bool {
        guard let first = name.utf8.first, let last = name.utf8.last else { return false }
        return isAlphanumeric(first) && isAlphanumeric(last)
            && name.utf8.allSatisfy { isAlphanumeric($0) || "-_.".utf8.contains($0) }
    }

    private static func isSubdomain(_ text: Substring) -> Bool {
        text.utf8.count <= 253
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy {
                isName($0) && !$0.contains("_")
            }
    }
}
