/// Kubernetes' rules for names and labels (`k8s.io/apimachinery/pkg/util/validation`).
package enum NameRules {
    static let subdomain = "lower-case letters, digits, '-' and '.', starting and ending with a letter or digit"

    /// Whether a text is a DNS-1123 label, as names of namespaces are.
    package static func isLabel(_ text: String) -> Bool { text.utf8.count <= 63 && isLabelPart(text[...].utf8) }

    /// Whether a text is a DNS-1123 subdomain, as names of most other objects are.
    package static func isSubdomain(_ text: String, maximumLength: Int = 253) -> Bool {
        guard text.utf8.count <= maximumLength else { return false }
        return text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy(isLabelPart)
    }

    private static func isLabelPart(_ part: Substring.UTF8View) -> Bool {
        guard let first = part.first, let last = part.last, first != UInt8(ascii: "-"), last != UInt8(ascii: "-") else {
            return false
        }
        return part.allSatisfy { $0.isASCIILowercase || $0.isASCIIDigit || $0 == UInt8(ascii: "-") }
    }

    /// Whether a text is a key of a Secret's data.
    static func isSecretKey(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 253 && text != "." && text != ".." && !text.hasPrefix("..")
            && text.utf8.allSatisfy { $0.isASCIIAlphanumeric || [0x2D, 0x2E, 0x5F].contains($0) }
    }

    /// What is wrong with a label key, or nil.
    package static func problem(ofLabelKey key: String) -> String? {
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let name = parts.last else { return "has more than one /" }
        if parts.count == 2, !isSubdomain(String(parts[0])) {
            return "is no label key: the part before / must be a DNS name in lower case"
        }
        if !isQualifiedName(name) || name.isEmpty {
            return
                "is no label key: write up to 63 letters, digits, '-', '_' or '.', starting and ending with a letter or digit"
        }
        return nil
    }

    /// What is wrong with a label value, or nil.
    static func problem(ofLabelValue value: String) -> String? {
        if isQualifiedName(value[...]) { return nil }
        return
            "is no label value: write up to 63 letters, digits, '-', '_' or '.', starting and ending with a letter or digit"
    }

    private static func isQualifiedName(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last else { return true }
        return text.utf8.count <= 63 && first.isASCIIAlphanumeric && last.isASCIIAlphanumeric
            && text.utf8.allSatisfy { $0.isASCIIAlphanumeric || [0x2D, 0x2E, 0x5F].contains($0) }
    }
}
