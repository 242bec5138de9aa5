import Testing
import Text

@testable import Kubernetes

@Suite("Events that were written last")
struct EventTrailTests {
    private static func event(_ namespace: String, _ name: String, _ reason: String = "R") -> EventManifest {
        EventManifest(
            regarding: ObjectReference(kind: "Secret", namespace: namespace, name: name),
            kind: .warning,
            reason: reason,
            message: "m"
        )
    }

    @Test("The newest come first, and the same about the same is one, with its count")
    func order() {
        let trail = EventTrail()
        trail.note(Self.event("a", "x"), at: Timestamp(seconds: 1))
        trail.note(Self.event("a", "y"), at: Timestamp(seconds: 2))
        trail.note(Self.event("a", "x"), at: Timestamp(seconds: 3), count: 7)
        let latest = trail.latest(10)
        #expect(latest.map(\.event.regarding.name) == ["x", "y"])
        #expect(latest.map(\.count) == [7, 1])
        #expect(trail.latest(1).count == 1)
    }

    @Test("Who brings Events about without end hides his own, and nobody else's")
    func fairness() {
        let trail = EventTrail()
        trail.note(Self.event("pullpass", "lease"), at: Timestamp(seconds: 0))
        trail.note(Self.event("quiet", "x"), at: Timestamp(seconds: 1))
        for number in 0..<1000 {
            trail.note(Self.event("loud", "x\(number)"), at: Timestamp(seconds: Double(number + 2)))
        }
        let latest = trail.latest(1000)
        #expect(latest.count == 64)
        #expect(Set(latest.map(\.event.regarding.namespace)) == ["pullpass", "quiet", "loud"])
        #expect(latest.first?.event.regarding.name == "x999")
    }
}
