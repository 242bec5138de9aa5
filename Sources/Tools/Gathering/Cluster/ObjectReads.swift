internal import Diagnosis
internal import Kubernetes
internal import Text

/// Reads objects as far as somebody may, and notes what he may not.
///
/// A right that is missing, an object that cannot be read, a server that does not answer: each is a fact, told once.
struct ObjectReads {
    /// What came of reading.
    enum Reading<Value> {
        case found(Value)
        case absent
        /// It stands in ``ObjectReads/unread``.
        case unread

        /// What was found.
        var value: Value? { if case .found(let value) = self { value } else { nil } }
    }

    let client: KubernetesClient
    /// What could not be looked at, each once.
    private(set) var unread: [Facts.Unread] = []
    /// Whether the server does not answer at all, so that nobody waits for it again and again.
    private(set) var isSilent = false

    init(_ client: KubernetesClient) { self.client = client }

    /// Reads something; nil is absence.
    mutating func read<Value>(
        _ name: @autoclosure () -> String,
        isNoted: Bool = true,
        _ body: (KubernetesClient) async throws(KubernetesError) -> Value?
    ) async -> Reading<Value> {
        guard !isSilent else { return .unread }
        do throws(KubernetesError) {
            guard let value = try await body(client) else { return .absent }
            return .found(value)
        } catch {
            if error.isNotFound { return .absent }
            if error.isUnanswered { isSilent = true }
            if isNoted { note(name(), why: Printable.line("\(error)", limit: 400)) }
            return .unread
        }
    }

    /// What somebody behind the API server says, such as a Pod; where he says nothing that says nothing of the server.
    func hear(at path: ResourcePath, rest: String) async -> [UInt8]? {
        guard !isSilent else { return nil }
        do throws(KubernetesError) {
            return try await client.text(at: path, rest: rest, within: Self.patience)
        } catch {
            return nil
        }
    }

    /// How long a Pod may take to answer: one that hangs must not keep whoever asks.
    private static let patience = Duration.seconds(3)

    /// Reads an object of any kind.
    mutating func object(
        _ path: ResourcePath,
        _ name: @autoclosure () -> String,
        isNoted: Bool = true
    ) async -> Reading<WholeObject> {
        await read(name(), isNoted: isNoted) { (client) throws(KubernetesError) in
            try await client.object(WholeObject.self, at: path)
        }
    }

    /// Reads the first of a collection.
    mutating func first<Object: KubernetesObject>(
        _ type: Object.Type,
        _ target: WatchTarget,
        atMost limit: Int,
        _ name: @autoclosure () -> String,
        isNoted: Bool = true
    ) async -> Reading<(objects: [Object], isCut: Bool)> {
        await read(name(), isNoted: isNoted) { (client) throws(KubernetesError) in
            try await client.first(type, target, atMost: limit)
        }
    }

    /// Notes something that could not be looked at.
    mutating func note(_ object: String, why: String) {
        guard unread.count < 64, !unread.contains(where: { $0.object == object }) else { return }
        unread.append(Facts.Unread(object, why: why))
    }
}
