/// The place of one object in the model of an API server: what stands there, and what a watch tells of it.
package struct ModelPlace<Content: Sendable & Hashable>: Sendable {
    /// An object; versions are numbers, as those of a real server.
    package struct Stored: Sendable, Hashable, CustomStringConvertible {
        package let uid: UInt64
        package fileprivate(set) var version: UInt64
        package fileprivate(set) var content: Content

        package var description: String { "u\(uid) at version \(version): \(content)" }
    }

    /// What a watch tells.
    package enum News: Sendable, Hashable {
        /// A list, of this version.
        case listed(Stored?, version: UInt64)
        case applied(Stored)
        /// With the version of the deletion, as a real server has it.
        case deleted(Stored)
    }

    /// What stands there.
    package private(set) var stored: Stored?
    /// Of the last change.
    package private(set) var version: UInt64
    private var lastUID: UInt64
    private var news: [News] = []

    /// A place where nothing stands; `kind` keeps versions and uids of several kinds apart.
    package init(kind: UInt64 = 0) {
        version = kind << 32 + 100
        lastUID = kind << 32
    }

    /// What has changed since the last call.
    package mutating func takeNews() -> [News] {
        defer { news = [] }
        return news
    }

    /// What a list tells now.
    package var list: News { .listed(stored, version: version) }

    /// Puts an object there; false where there is one.
    @discardableResult package mutating func create(_ content: Content) -> Bool {
        guard stored == nil else { return false }
        version += 1
        lastUID += 1
        let new = Stored(uid: lastUID, version: version, content: content)
        stored = new
        news.append(.applied(new))
        return true
    }

    /// Changes what stands there; false where that is another one than was judged.
    @discardableResult package mutating func change(
        _ judged: (uid: UInt64, version: UInt64)? = nil,
        _ body: (inout Content) -> Void
    ) -> Bool {
        guard var changed = stored, judged.map({ $0 == (changed.uid, changed.version) }) ?? true else { return false }
        let before = changed.content
        body(&changed.content)
        guard changed.content != before else { return true }
        version += 1
        changed.version = version
        stored = changed
        news.append(.applied(changed))
        return true
    }

    /// Takes it away.
    package mutating func delete() {
        guard var gone = stored else { return }
        version += 1
        gone.version = version
        stored = nil
        news.append(.deleted(gone))
    }
}

extension Form {
    /// Adds what stands in a place, its content by `body`.
    package mutating func add<Content>(
        _ stored: ModelPlace<Content>.Stored?,
        _ body: (inout Form, Content) -> Void
    ) {
        add(name: stored?.uid ?? 0)
        add(version: stored?.version ?? 0)
        if let stored { body(&self, stored.content) }
    }

    /// Adds what a watch has not told yet.
    package mutating func add<Content>(
        _ news: [ModelPlace<Content>.News],
        _ body: (inout Form, Content) -> Void
    ) {
        add(news.count)
        for one in news {
            switch one {
            case .listed(let stored, let version):
                add(1)
                add(version: version)
                add(stored, body)
            case .applied(let stored):
                add(2)
                add(stored, body)
            case .deleted(let stored):
                add(3)
                add(stored, body)
            }
        }
    }
}
