import Kubernetes
import Testing
import Text

@testable import SecretKeeper

@Suite("Masters as a replica knows them")
struct MastersTests {
    private static func record(_ uid: String, _ version: String, revision: String = "r1") -> MasterRecord {
        let state = MasterState(
            revision: revision,
            fetchedAt: Timestamp(seconds: 0),
            fingerprint: "f",
            secretNames: ["pullpass-hub"]
        )
        var record = MasterRecord(content: [1], state: state)
        record.uid = uid
        record.resourceVersion = version
        return record
    }

    private static func metadata(_ uid: String, _ version: String) -> ObjectMetadata {
        ObjectMetadata(name: "pullpass-master.hub", uid: uid, resourceVersion: version)
    }

    @Test("The answer to a write is kept")
    func answer() {
        let masters = Masters()
        masters.wrote(Self.record("u1", "10"), of: "hub")
        #expect(masters.records["hub"]?.resourceVersion == "10")
    }

    @Test("A deletion that was told before the answer counts, and the content stays known")
    func deleted() {
        let masters = Masters()
        masters.note(Self.metadata("u1", "10"), of: "hub")
        masters.records["hub"] = Self.record("u1", "10")
        masters.note(Self.metadata("u1", "11"), of: "hub")
        masters.isGone("hub")
        masters.wrote(Self.record("u1", "10", revision: "r2"), of: "hub")
        #expect(masters.records["hub"]?.exists == false)
        #expect(masters.records["hub"]?.state.revision == "r2")
    }

    @Test("A list without it that came before the answer counts, too")
    func listed() {
        let masters = Masters()
        masters.listed(at: "12")
        masters.wrote(Self.record("u1", "10"), of: "hub")
        #expect(masters.records["hub"]?.exists == false)
        #expect(masters.records["hub"]?.content == [1])
    }

    @Test("An edit that was told before the answer is written over as it was judged")
    func edited() {
        let masters = Masters()
        masters.records["hub"] = Self.record("u1", "12")
        masters.edited["hub"] = Preconditions(uid: "u1", resourceVersion: "12")
        masters.note(Self.metadata("u1", "12"), of: "hub")
        masters.wrote(Self.record("u1", "10", revision: "r2"), of: "hub")
        #expect(masters.records["hub"]?.resourceVersion == "12")
        #expect(masters.records["hub"]?.state.revision == "r2")
        #expect(masters.edited["hub"]?.resourceVersion == "12")
    }

    @Test("What another leader has written since stays")
    func overtaken() {
        let masters = Masters()
        masters.records["hub"] = Self.record("u1", "12", revision: "r3")
        masters.note(Self.metadata("u1", "12"), of: "hub")
        masters.wrote(Self.record("u1", "10", revision: "r2"), of: "hub")
        #expect(masters.records["hub"]?.state.revision == "r3")
    }
}
