internal import Credentials
package import Images
internal import Text

/// What becomes of a `config.json` when the entries of our registries are put into it: a function of the text, the record of what was written,
/// and what is wanted.
///
/// | the file has | ours is |
/// |---|---|
/// | nothing for the key | added at the end |
/// | our own former entry | replaced in its place; taken out where no registry wants it any more |
/// | an entry of somebody else for the same images, under this key or another spelling of it | left out, and that is told |
///
/// So the node can pull whatever it could before. Everything else stays byte for byte.
package struct ConfigMerge: Sendable {
    /// What the file is to be; nil where there is to be none.
    package private(set) var bytes: [UInt8]?
    /// What is to be recorded once the file is so.
    package private(set) var written: WrittenEntries
    /// What was added, replaced or removed: words for people, with the key.
    package private(set) var changes: [String] = []
    /// What somebody may want to change: sentences for people.
    package private(set) var remarks: [String] = []

    private let former: DockerConfigText?
    private let known: WrittenEntries
    private var edit = DockerConfigText.Edit()
    /// The credentials in the file, by the key.
    private var standing: [String: DockerCredential] = [:]
    /// Keys that stand there twice: Go takes the last, others may not.
    private var doubled: Set<String> = []
    /// The keys that are not ours, by what the kubelet makes of them.
    private var foreign: [AuthsKey: String] = [:]
    private var taken: [AuthsKey: WantedEntry] = [:]
    private var entries: [WrittenEntries.Entry] = []

    /// Merges.
    ///
    /// - Parameters:
    ///   - text: The file; nil where there is none.
    ///   - known: What was written into it.
    ///   - wanted: What registries want, in the order of the configuration: of two for one key the first counts.
    ///   - kept: Keys of ours that stay as they stand, as nobody has anything better.
    /// - Throws: Where the result would not be what was meant, which nobody has seen yet: nothing may be written then.
    package init(
        _ text: DockerConfigText?,
        known: WrittenEntries,
        wanted: [WantedEntry],
        kept: Set<String>
    ) throws {
        (former, self.known, written) = (text, known, known)
        for entry in text?.config.entries ?? [] { standing[entry.registry] = entry.credential }
        var seen: Set<String> = []
        doubled = Set((text?.keys ?? []).filter { !seen.insert($0).inserted })
        for key in standing.keys.sorted() where try !isOurs(key) {
            let place = AuthsKey(key: key)
            foreign[place] = foreign[place] ?? key
        }
        for entry in wanted { try take(entry) }
        try takeOut(kept)
        remarkHubKeys()
        written.entries = entries
        try finish()
    }

    /// What is to be recorded before the file is written: it may be killed before or after that.
    package var intended: WrittenEntries {
        var record = written
        for entry in known.entries {
            guard let index = record.entries.firstIndex(where: { $0.key == entry.key }) else {
                record.entries.append(entry)
                continue
            }
            record.entries[index].digests += entry.digests.filter { !record.entries[index].digests.contains($0) }
        }
        return record
    }

    /// Whether the file is to be another one than it is.
    package var changesFile: Bool { bytes != former?.bytes }

    private func isOurs(_ key: String) throws -> Bool {
        guard let credential = standing[key], !doubled.contains(key) else { return false }
        return try known.isOurs(key, credential)
    }

    private mutating func take(_ entry: WantedEntry) throws {
        let place = AuthsKey(key: entry.key)
        if let first = taken[place] {
            if first.registry != entry.registry {
                remarks.append(
                    "registry \(entry.registry): the key \(place) is registry \(first.registry)'s, and a file has one credential for a key: "
                        + "write paths in matchImages, or use the credential provider plugin"
                )
            }
            return
        }
        taken[place] = entry
        let isOurs = try isOurs(entry.key)
        if !isOurs, let other = foreign[place] {
            let isChanged = other == entry.key && known.entries.contains { $0.key == other }
            remarks.append(
                "registry \(entry.registry): the file has an entry for \(DockerConfigKey.shown(other)) of somebody else"
                    + (isChanged ? ", who has changed ours" : "")
                    + (standing[other]?.isEmpty == true
                        ? " (without a credential: the kubelet pulls anonymously with it)" : "")
                    + ", which stays: remove it there (docker logout) to have the registry's own"
            )
            return
        }
        if !isOurs {
            edit.added.append((entry.key, entry.json))
            changes.append("\(place) of \(entry.registry) added")
        } else if standing[entry.key] != entry.credential {
            edit.replaced[entry.key] = entry.json
            changes.append("\(place) of \(entry.registry) replaced")
        }
        entries.append(
            WrittenEntries.Entry(
                key: entry.key,
                registry: entry.registry,
                digests: [try known.digest(of: entry.credential, key: entry.key)],
                expiresAt: entry.expiresAt?.withoutFraction
            )
        )
    }

    /// Takes out what is ours and nobody wants.
    private mutating func takeOut(_ kept: Set<String>) throws {
        for entry in known.entries where !entries.contains(where: { $0.key == entry.key }) {
            guard try isOurs(entry.key) else { continue }
            if kept.contains(entry.key) {
                entries.append(entry)
            } else {
                edit.removed.insert(entry.key)
                changes.append("\(AuthsKey(key: entry.key)) of \(entry.registry) removed")
            }
        }
    }

    /// The kubelet looks at Docker Hub's old key where no other key of the file matches.
    private mutating func remarkHubKeys() {
        let ours = Set(entries.map(\.key))
        let hub = AuthsKey(pattern: "docker.io")
        func hides(_ key: String) -> Bool {
            let place = AuthsKey(key: key)
            return !place.isLegacyDockerHub && place.serves(hub)
        }
        func isLegacy(_ key: String) -> Bool { AuthsKey(key: key).isLegacyDockerHub }
        let others = standing.keys.filter { !ours.contains($0) && !edit.removed.contains($0) }.sorted()
        if let own = entries.first(where: { isLegacy($0.key) }), let other = others.first(where: hides) {
            remarks.append(
                "registry \(own.registry): the file's entry \(DockerConfigKey.shown(other)) of somebody else hides \(own.key) from the kubelet "
                    + "for the images that it matches"
            )
        }
        if let other = others.first(where: isLegacy), let own = entries.first(where: { hides($0.key) }) {
            remarks.append(
                "registry \(own.registry): for the images of its key \(AuthsKey(key: own.key)) the kubelet no longer looks at the entry "
                    + "\(DockerConfigKey.shown(other)) of somebody else"
            )
        }
    }

    private mutating func finish() throws {
        guard
            let text = try former
                ?? (edit.added.isEmpty ? nil : DockerConfigText(Array(DockerConfigText.template.utf8)))
        else {
            written.former = WrittenEntries.Former()
            return
        }
        if known.entries.isEmpty || former == nil {
            written.former = WrittenEntries.Former()
            written.former.isFileMade = former == nil
            written.former.emptied = text.emptied
        }
        edit.emptied = written.former.emptied
        let result = text.applying(edit)
        let check = try DockerConfigText(result)
        bytes = result
        // Nobody but us has anything in it.
        if entries.isEmpty, check.isBare, written.former.isFileMade { bytes = nil }
        try self.check(check)
    }

    /// Looks at the result with the kubelet's eyes.
    private func check(_ result: DockerConfigText) throws {
        let changed = Set(edit.replaced.keys).union(edit.removed).union(edit.added.map(\.key))
        let others = { (config: DockerConfig?) in config?.entries.filter { !changed.contains($0.registry) } ?? [] }
        let wanted = taken.values.filter { changed.contains($0.key) }
        let areRight = wanted.allSatisfy { entry in
            result.config.entries.contains(DockerConfig.Entry(registry: entry.key, credential: entry.credential))
        }
        guard others(result.config) == others(former?.config), areRight else { throw MergeError() }
    }
}

/// Why nothing is written though everything could be read.
struct MergeError: Error, CustomStringConvertible {
    var description: String {
        "the kubelet would read something else in the merged file than is meant, so nothing is written: remove the odd entries of it"
    }
}

extension DockerCredential {
    /// Whether the kubelet pulls anonymously with it.
    fileprivate var isEmpty: Bool { username.isEmpty || password.isEmpty }
}

extension ConfigMerge {
    /// Notes the permissions that the file had before the first entry of ours.
    package mutating func note(mode: UInt32?) { written.former.mode = mode }
}
