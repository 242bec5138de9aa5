import Testing

@testable import ServiceAccountKeeper

@Suite("ServiceAccounts: what is written into one")
struct ChangeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var list: [String]
        var record: String?
        var wanted: [String]
        var kept: Set<String> = []
        /// The list and the record after it; nil where nothing is to be written.
        var after: (list: [String], record: String?)?

        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(name: "nothing wanted, nothing there", list: [], record: nil, wanted: [], after: nil),
        Case(name: "an empty account", list: [], record: nil, wanted: ["a", "b"], after: (["a", "b"], "o/l=a,b")),
        Case(name: "behind what others have", list: ["x"], record: nil, wanted: ["a"], after: (["x", "a"], "o/l=a")),
        Case(name: "all as it should be", list: ["x", "a"], record: "o/l=a", wanted: ["a"], after: nil),
        Case(name: "a name that somebody else put there is his", list: ["a"], record: nil, wanted: ["a"], after: nil),
        Case(
            name: "his stays when nobody wants it any more",
            list: ["a", "b"],
            record: "o/l=b",
            wanted: [],
            after: (["a"], nil)
        ),
        Case(
            name: "of a name that stands twice one was ours",
            list: ["a", "x", "a"],
            record: "o/l=a",
            wanted: [],
            after: (["a", "x"], nil)
        ),
        Case(name: "taken out", list: ["x"], record: "o/l=a", wanted: ["a"], after: (["x", "a"], "o/l=a")),
        Case(
            name: "a registry more",
            list: ["x", "a"],
            record: "o/l=a",
            wanted: ["a", "b"],
            after: (["x", "a", "b"], "o/l=a,b")
        ),
        Case(
            name: "in the order of the configuration",
            list: ["b"],
            record: "o/l=b",
            wanted: ["a", "b"],
            after: (["a", "b"], "o/l=a,b")
        ),
        Case(
            name: "the anonymous try stays last",
            list: ["a", "anon"],
            record: "o/l=a,anon",
            wanted: ["a", "b", "anon"],
            after: (["a", "b", "anon"], "o/l=a,b,anon")
        ),
        Case(
            name: "what somebody adds behind ours goes before it",
            list: ["a", "anon", "x"],
            record: "o/l=a,anon",
            wanted: ["a", "anon"],
            after: (["x", "a", "anon"], "o/l=a,anon")
        ),
        Case(
            name: "a dropped registry",
            list: ["x", "old", "a"],
            record: "o/l=old,a",
            wanted: ["a"],
            after: (["x", "a"], "o/l=a")
        ),
        Case(
            name: "a dropped registry for a while",
            list: ["x", "old", "a"],
            record: "o/l=old,a",
            wanted: ["a"],
            kept: ["old"],
            after: nil
        ),
        Case(
            name: "a record of what is neither there nor wanted goes",
            list: ["x"],
            record: "o/l=old",
            wanted: [],
            after: (["x"], nil)
        ),
        Case(
            name: "another installation's stays",
            list: ["theirs", "a"],
            record: "o/l=a;p/l=theirs",
            wanted: [],
            after: (["theirs"], "p/l=theirs")
        ),
        Case(
            name: "what both have added stays for the other",
            list: ["anon"],
            record: "o/l=anon;p/l=anon",
            wanted: [],
            after: (["anon"], "p/l=anon")
        ),
        Case(
            name: "what another one has added is ours as well",
            list: ["anon"],
            record: "p/l=anon",
            wanted: ["anon"],
            after: (["anon"], "o/l=anon;p/l=anon")
        ),
        Case(
            name: "another installation's order is left alone",
            list: ["b", "a"],
            record: "o/l=a,b;p/l=a,b",
            wanted: ["a", "b"],
            after: nil
        ),
        Case(
            name: "the anonymous try of both stays last",
            list: ["theirs", "anon"],
            record: "p/l=theirs,anon",
            wanted: ["a", "anon"],
            after: (["theirs", "a", "anon"], "o/l=a,anon;p/l=theirs,anon")
        ),
        Case(
            name: "an entry without a name is somebody's",
            list: ["", "a"],
            record: "o/l=a",
            wanted: [],
            after: ([""], nil)
        ),
        Case(
            name: "a record that cannot be read is none",
            list: ["x"],
            record: ";;=;o/l;=a;o/l=",
            wanted: ["a"],
            after: (["x", "a"], "o/l=a")
        ),
    ]

    private static func change(_ list: [String], _ record: AccountRecord, _ one: Case) -> AccountChange? {
        AccountChange(
            of: (list, record),
            owner: "o/l",
            wanted: one.wanted,
            anonymous: "anon",
            keeping: one.kept
        )
    }

    @Test("Ours is added and taken away, and nobody else's is touched", arguments: cases)
    func changes(_ one: Case) {
        let change = Self.change(one.list, AccountRecord(one.record), one)
        #expect(change?.names == one.after?.list)
        if let after = one.after { #expect(change?.record.text == after.record) }
    }

    @Test("A second look finds nothing to do", arguments: cases)
    func settles(_ one: Case) {
        guard let change = Self.change(one.list, AccountRecord(one.record), one) else { return }
        let again = Self.change(change.names, change.record, one)
        #expect(again == nil)
    }

    @Test("Two installations that want the same names in another order come to an end")
    func twoInstallations() {
        var (list, record) = (["own"], AccountRecord(nil))
        let wanted = [("o/l", ["a", "b", "anon"]), ("p/l", ["b", "c", "a", "anon"])]
        var writes = 0
        for round in 0..<6 {
            for (owner, names) in wanted {
                let change = AccountChange(of: (list, record), owner: owner, wanted: names, anonymous: "anon")
                guard let change else { continue }
                #expect(round < 3, "they do not agree: \(list)")
                (list, record) = (change.names, change.record)
                writes += 1
            }
        }
        #expect(writes <= 3)
        #expect(list.first == "own" && list.last == "anon" && Set(list) == ["own", "a", "b", "c", "anon"])
    }

    @Test("The record is bounded, and reads what it writes")
    func record() {
        let many = (0..<100).map { "n/\($0)=a" }.joined(separator: ";")
        #expect(AccountRecord(many).names.count == 16)
        let record = AccountRecord("p/l=x,y").with(["a", "b"], of: "o/l")
        #expect(record.text == "o/l=a,b;p/l=x,y")
        #expect(AccountRecord(record.text) == record)
        #expect(record.with([], of: "p/l").with([], of: "o/l").text == nil)
    }
}
