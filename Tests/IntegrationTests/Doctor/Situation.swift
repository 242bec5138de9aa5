import TestSupport
import Testing

/// Something that is broken, what doctor is to say of it, and what mends it where no command does.
///
/// To add one, add a value to ``all``.
struct Situation: Sendable, CustomTestStringConvertible {
    /// What it is, in a few words.
    var name: String
    /// Breaks it; what follows is settled after it.
    var breaks: @Sendable (DoctorScene) async throws -> Void
    /// The code of the first cause.
    var code: String
    /// The code of another that is to be said with it; nil for none.
    var note: String?
    /// What a person does whom the step tells so in words; nil where its command is enough.
    var hand: (@Sendable (DoctorScene) async throws -> Void)?
    /// What doctor is asked about; nil for the Pod.
    var asks: String?
    /// The host for which a person has logged in.
    var host = "registry.example.com"

    var testDescription: String { name }

    init(
        _ name: String,
        _ code: String,
        asks: String? = nil,
        host: String = "registry.example.com",
        note: String? = nil,
        breaks: @escaping @Sendable (DoctorScene) async throws -> Void,
        hand: (@Sendable (DoctorScene) async throws -> Void)? = nil
    ) {
        (self.name, self.code, self.asks, self.host, self.breaks, self.hand) = (name, code, asks, host, breaks, hand)
        self.note = note
    }

    static let all = admission + secrets + keys + keeping + kubelet + nodes + places + answers + engines
}
