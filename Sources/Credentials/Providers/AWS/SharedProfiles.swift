import Configuration
internal import Text

/// The profiles of AWS' shared files: `~/.aws/config` and `~/.aws/credentials`.
///
/// Lines are `[section]`, `key = value`, comments (`#`, `;`, also after a blank behind a value), or indented, which belong to settings
/// that mean nothing here. Keys know no case. What the credentials file says counts more.
struct SharedProfiles: Sendable, Confidential {
    private var profiles: [String: [String: String]] = [:]

    /// The settings of a profile; nil when there is none of that name.
    subscript(_ name: String) -> [String: String]? { profiles[name] }

    /// Adds the profiles of a file.
    ///
    /// - Parameters:
    ///   - text: Its content.
    ///   - isConfig: Whether sections are called `profile NAME`, but for `default`.
    mutating func add(_ text: String, isConfig: Bool) {
        var section: String?
        var isExplicitDefault = false
        // Marks stay marks where a combining character follows, which makes another `Character` of both.
        for line in text.split(whereSeparator: \.isNewline).map(\.unicodeScalars) {
            guard let first = line.first, first != "#", first != ";" else { continue }
            if first == "[" {
                section = nil
                guard let end = line.firstIndex(of: "]"),
                    let (name, isProfile) = Self.name(line[..<end].dropFirst(), isConfig: isConfig)
                else { continue }
                if isConfig, name == "default" {
                    // `[profile default]` outweighs `[default]`, wherever it stands.
                    if isExplicitDefault, !isProfile { continue }
                    if isProfile, !isExplicitDefault { profiles[name] = nil }
                    isExplicitDefault = isExplicitDefault || isProfile
                }
                section = name
                profiles[name, default: [:]].merge([:]) { $1 }
            } else if let section, !first.properties.isWhitespace, let equals = line.firstIndex(of: "=") {
                let key = Substring(line[..<equals]).trimmed.lowercased()
                profiles[section, default: [:]][key] = Self.value(line[equals...].dropFirst())
            }
        }
    }

    private static func name(_ scalars: Substring.UnicodeScalarView, isConfig: Bool) -> (String, isProfile: Bool)? {
        let text = Substring(scalars)
        let parts = text.split(maxSplits: 1, whereSeparator: \.isWhitespace)
        guard isConfig else {
            let name = String(text.trimmed)
            return name.isEmpty ? nil : (name, false)
        }
        if parts.count == 1, parts[0] == "default" { return ("default", false) }
        guard parts.count == 2, parts[0] == "profile" else { return nil }
        let name = String(parts[1].trimmed)
        let isQuoted = name.count > 2 && (name.first == "\"" || name.first == "'") && name.first == name.last
        return (isQuoted ? String(name.dropFirst().dropLast()) : name, true)
    }

    private static func value(_ text: Substring.UnicodeScalarView) -> String {
        var end = text.endIndex
        var wasBlank = false
        for index in text.indices {
            if wasBlank, text[index] == "#" || text[index] == ";" {
                end = index
                break
            }
            wasBlank = text[index].properties.isWhitespace
        }
        return String(Substring(text[..<end]).trimmed)
    }
}
