internal import Names

/// What the annotation ``PullpassKey/pullSecrets`` of a ServiceAccount says: which installation has added which names.
///
/// Whoever may edit the account may write anything there; it decides on that account alone.
struct AccountRecord: Sendable, Hashable {
    /// The names by installation, each list in the order of its Pods.
    private(set) var names: [String: [String]] = [:]

    /// As many installations are read.
    private static let mostOwners = 16

    /// Reads the annotation; nil is none.
    init(_ text: String?) {
        for entry in (text ?? "").split(separator: ";").prefix(Self.mostOwners) {
            let parts = entry.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, !parts[0].isEmpty else { continue }
            names[String(parts[0]), default: []] += parts[1].split(separator: ",").map(String.init)
        }
    }

    /// The names that an installation has added.
    func names(of owner: String) -> [String] { names[owner] ?? [] }

    /// The names that other installations have added.
    func names(ofOthersThan owner: String) -> Set<String> {
        Set(names.lazy.filter { $0.key != owner }.flatMap(\.value))
    }

    /// The same with other names of an installation; none take it out.
    func with(_ new: [String], of owner: String) -> AccountRecord {
        var record = self
        record.names[owner] = new.isEmpty ? nil : new
        return record
    }

    /// What the annotation is to say; nil where it is to go.
    var text: String? {
        let entries = names.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
        guard !entries.isEmpty else { return nil }
        return entries.map { "\($0.key)=\($0.value.joined(separator: ","))" }.joined(separator: ";")
    }
}
