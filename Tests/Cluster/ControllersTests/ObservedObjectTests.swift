import Controllers
import Kubernetes
import Testing

@Suite("Observed object")
struct ObservedObjectTests {
    /// What happens to an object of which version 5 of the uid `u` was seen, and the version that is seen then.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let isTaken: Bool
        let version: String?
        let change: @Sendable (inout ObservedObject<Thing>) -> Bool

        init(
            _ name: String,
            isTaken: Bool,
            _ version: String?,
            _ change: @escaping @Sendable (inout ObservedObject<Thing>) -> Bool
        ) {
            testDescription = name
            self.isTaken = isTaken
            self.version = version
            self.change = change
        }
    }

    static let cases: [Case] = [
        Case("a later version", isTaken: true, "6") { $0.take(.applied(Thing(version: "6"))) },
        Case("the same version", isTaken: true, "5") { $0.take(.applied(Thing(version: "5"))) },
        Case("an earlier version is dropped", isTaken: false, "5") { $0.take(.applied(Thing(version: "4"))) },
        Case("versions are numbers", isTaken: true, "10") { $0.take(.applied(Thing(version: "10"))) },
        Case("a version that is no number", isTaken: true, "x") { $0.take(.applied(Thing(version: "x"))) },
        Case("the complete state counts, whatever its version", isTaken: true, "4") {
            $0.take(.synced([Thing(version: "4")], version: "4"))
        },
        Case("nothing in the complete state", isTaken: true, nil) { $0.take(.synced([], version: "9")) },
        Case("a read counts, whatever its version", isTaken: true, "1") { $0.observe(Thing(version: "1"), by: .read) },
        Case("a read beside the watch counts where nothing came meanwhile", isTaken: true, "1") {
            $0.observe(Thing(version: "1"), by: .readAfter($0.reports))
        },
        Case("that there is nothing counts, too", isTaken: true, nil) { $0.observe(nil, by: .readAfter($0.reports)) },
        Case("a read is older than the change that came meanwhile", isTaken: false, "5") {
            $0.observe(Thing(version: "4"), by: .readAfter($0.reports - 1))
        },
        Case("a read is later than the change that came meanwhile", isTaken: true, "6") {
            $0.observe(Thing(version: "6"), by: .readAfter($0.reports - 1))
        },
        Case("nobody knows when there was nothing", isTaken: false, "5") {
            $0.observe(nil, by: .readAfter($0.reports - 1))
        },
        Case("a read is older than the deletion that came meanwhile", isTaken: false, nil) {
            let reports = $0.reports
            $0.observeDeletion(Thing(version: "6").metadata)
            return $0.observe(Thing(version: "5"), by: .readAfter(reports))
        },
        Case("the answer to a write may be late", isTaken: false, "5") { $0.observe(Thing(version: "4"), by: .event) },
        Case("its deletion", isTaken: true, nil) { $0.take(.deleted(Thing(version: "6"))) },
        Case("the deletion of an earlier object of its name", isTaken: false, "5") {
            $0.take(.deleted(Thing(uid: "other", version: "6")))
        },
        Case("what is older than its deletion is dropped", isTaken: false, nil) {
            $0.observeDeletion(Thing(version: "8").metadata)
            return $0.take(.applied(Thing(version: "7")))
        },
        Case("what is made after its deletion", isTaken: true, "9") {
            $0.observeDeletion(Thing(version: "8").metadata)
            return $0.take(.applied(Thing(uid: "new", version: "9")))
        },
        Case("what is older than what was forgotten is dropped", isTaken: false, nil) {
            $0.forget()
            return $0.take(.applied(Thing(version: "4")))
        },
        Case("the answer to a write comes after a list without the object", isTaken: false, nil) {
            $0.take(.synced([], version: "9"))
            return $0.observe(Thing(uid: "new", version: "8"), by: .event)
        },
        Case("what is made after a list without the object", isTaken: true, "10") {
            $0.take(.synced([], version: "9"))
            return $0.take(.applied(Thing(uid: "new", version: "10")))
        },
        Case("after a restored server's list its versions count", isTaken: true, "3") {
            $0.take(.synced([Thing(version: "2")], version: "2"))
            return $0.take(.applied(Thing(version: "3")))
        },
    ]

    @Test("What is older than what was seen is dropped", arguments: cases)
    func versions(_ one: Case) {
        var observed = ObservedObject<Thing>()
        observed.take(.applied(Thing(version: "5")))
        #expect(one.change(&observed) == one.isTaken)
        #expect(observed.object?.metadata.resourceVersion == one.version)
    }

    @Test("Nobody knows what there is before the server has told, and after it is forgotten")
    func knowledge() {
        var observed = ObservedObject<Thing>()
        #expect(!observed.isKnown)
        observed.observe(nil, by: .read)
        #expect(observed.isKnown && observed.object == nil)
        observed.forget()
        #expect(!observed.isKnown)
    }
}
