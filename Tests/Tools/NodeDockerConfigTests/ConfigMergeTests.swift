import Images
import Testing

@testable import NodeDockerConfig

/// What becomes of a file that has entries of others.
struct ConfigMergeTests {
    private static let legacy = "https://index.docker.io/v1/"

    private func text(_ text: String) throws -> DockerConfigText { try DockerConfigText(Array(text.utf8)) }

    @Test(
        arguments: [
            // Nothing of ours is possible beside an entry for the same images, however it is written.
            (#"{"auths":{"ghcr.io":{"auth":"dG86cA=="}}}"#, "ghcr.io"),
            (#"{"auths":{"https://ghcr.io/v2/":{"auth":"dG86cA=="}}}"#, "ghcr.io"),
            (#"{"auths":{"ghcr.io/":{"auth":"dG86cA=="}}}"#, "ghcr.io"),
            (#"{"auths":{"ghcr.io":{}},"credsStore":"desktop"}"#, "ghcr.io"),
            (#"{"auths":{"index.docker.io":{"auth":"dG86cA=="}}}"#, "https://index.docker.io/v1/"),
            (#"{"auths":{"a.io":{},"a.io":{"auth":"dG86cA=="}}}"#, "a.io"),
        ]
    )
    func `an entry of somebody else for our images stays, and ours is left out`(before: String, key: String) throws {
        let merge = try ConfigMerge(text(before), known: WrittenEntries(), wanted: [wanted(key)], kept: [])
        #expect(merge.bytes == Array(before.utf8))
        #expect(!merge.changesFile && merge.written.entries.isEmpty && merge.changes.isEmpty)
        #expect(merge.remarks.count == 1 && merge.remarks[0].contains("of somebody else"), "\(merge.remarks)")
        #expect(merge.remarks[0].contains("docker logout"))
    }

    @Test(
        arguments: [
            #"{"auths":{"a.io":{"auth":"dG86cA=="}},"credHelpers":{"b.io":"x"},"HttpHeaders":{"k":"v"},"n":[1,2.50,{"z":null}]}"#,
            "{\n  \"currentContext\": \"q\",\n  \"auths\": {\n    \"z.io\": {\"auth\": \"dG86cA==\", \"identitytoken\": \"t\"},\n    \"a.io\": {}\n  }\n}\n",
        ]
    )
    func `ours come behind those of others, and go without a trace`(before: String) throws {
        let entries = [
            wanted(Self.legacy, by: "hub"), wanted("quay.io", by: "quay"), wanted("quay.io/team/", "t:u", by: "team"),
        ]
        let merge = try ConfigMerge(text(before), known: WrittenEntries(), wanted: entries, kept: [])
        let after = try text(String(decoding: try #require(merge.bytes), as: UTF8.self))
        #expect(after.keys.suffix(3) == [Self.legacy, "quay.io", "quay.io/team/"])
        #expect(Array(after.config.entries.dropLast(3)) == (try text(before)).config.entries)
        #expect(merge.written.entries.map(\.registry) == ["hub", "quay", "team"])
        #expect(merge.remarks.isEmpty)
        // Once more: nothing to do.
        let again = try ConfigMerge(after, known: merge.written, wanted: entries, kept: [])
        #expect(!again.changesFile && again.written == merge.written && again.changes.isEmpty)
        // A registry goes, and then all.
        let fewer = try ConfigMerge(after, known: merge.written, wanted: [entries[1]], kept: [])
        #expect(try logins(fewer.bytes ?? [])["quay.io"] == "us:pw")
        #expect(try logins(fewer.bytes ?? [])[Self.legacy] == nil)
        #expect(fewer.changes == ["index.docker.io of hub removed", "quay.io/team/ of team removed"])
        let none = try ConfigMerge(after, known: merge.written, wanted: [], kept: [])
        #expect(none.bytes == Array(before.utf8))
        #expect(none.written.entries.isEmpty)
    }

    @Test func `a rotation replaces ours in its place, and what nobody could fetch stays`() throws {
        let before = #"{"auths":{"a.io":{"auth":"dG86cA=="}}}"#
        let first = try ConfigMerge(
            text(before),
            known: WrittenEntries(),
            wanted: [wanted("b.io"), wanted("c.io")],
            kept: []
        )
        let there = try DockerConfigText(first.bytes ?? [])
        let next = try ConfigMerge(there, known: first.written, wanted: [wanted("b.io", "us:new")], kept: ["c.io"])
        #expect(try logins(next.bytes ?? []) == ["a.io": "to:p", "b.io": "us:new", "c.io": "us:pw"])
        #expect(next.written.entries.map(\.key).sorted() == ["b.io", "c.io"])
        #expect(next.changes == ["b.io of reg replaced"])
        // Killed around the write: both are known.
        for credential in ["us:pw", "us:new"] {
            let parts = credential.split(separator: ":").map(String.init)
            #expect(try next.intended.isOurs("b.io", DockerCredential(username: parts[0], password: parts[1])))
        }
        #expect(try !next.written.isOurs("b.io", DockerCredential(username: "us", password: "pw")))
    }

    @Test func `an entry of ours that somebody has changed is theirs from then on`() throws {
        let first = try ConfigMerge(nil, known: WrittenEntries(), wanted: [wanted("b.io")], kept: [])
        let theirs = try text(#"{"auths":{"b.io":{"auth":"dG86cA=="}}}"#)
        let next = try ConfigMerge(theirs, known: first.written, wanted: [wanted("b.io", "us:new")], kept: ["b.io"])
        #expect(!next.changesFile && next.written.entries.isEmpty)
        #expect(next.remarks.first?.contains("who has changed ours") == true)
        // docker writes the whole file anew when it logs in somewhere else: the same credential is still ours.
        let rewritten = try text(
            "{\n\t\"auths\": {\n\t\t\"b.io\": {\n\t\t\t\"auth\": \"dXM6cHc=\"\n\t\t},\n\t\t\"o.io\": {\n\t\t\t\"auth\": \"dG86cA==\"\n\t\t}\n\t}\n}"
        )
        let after = try ConfigMerge(rewritten, known: first.written, wanted: [wanted("b.io", "us:new")], kept: [])
        #expect(try logins(after.bytes ?? []) == ["b.io": "us:new", "o.io": "to:p"])
        let gone = try ConfigMerge(rewritten, known: first.written, wanted: [], kept: [])
        #expect(try logins(gone.bytes ?? []) == ["o.io": "to:p"])
    }

    @Test func `a file of ours alone is made, and removed with its last entry`() throws {
        let made = try ConfigMerge(nil, known: WrittenEntries(), wanted: [wanted("b.io")], kept: [])
        #expect(
            String(decoding: made.bytes ?? [], as: UTF8.self)
                == "{\n\t\"auths\": {\n\t\t\"b.io\": {\"auth\":\"dXM6cHc=\"}\n\t}\n}\n"
        )
        let gone = try ConfigMerge(DockerConfigText(made.bytes ?? []), known: made.written, wanted: [], kept: [])
        #expect(gone.bytes == nil && gone.changesFile)
        // Somebody has put his own there meanwhile.
        let shared = try text(#"{"auths":{"b.io":{"auth":"dXM6cHc="},"o.io":{"auth":"dG86cA=="}}}"#)
        let left = try ConfigMerge(shared, known: made.written, wanted: [], kept: [])
        #expect(left.bytes.map { String(decoding: $0, as: UTF8.self) } == #"{"auths":{"o.io":{"auth":"dG86cA=="}}}"#)
        // Without anything to write no file is made: an empty one hides those that the kubelet would read after it.
        let nothing = try ConfigMerge(nil, known: WrittenEntries(), wanted: [], kept: [])
        #expect(nothing.bytes == nil && !nothing.changesFile)
    }

    @Test func `our own entry under another spelling of the key is replaced, and not taken for somebody else's`() throws
    {
        let old = try ConfigMerge(
            nil,
            known: WrittenEntries(),
            wanted: [wanted("https://b.io/v2/", "us:old")],
            kept: []
        )
        let new = try ConfigMerge(
            DockerConfigText(old.bytes ?? []),
            known: old.written,
            wanted: [wanted("b.io", "us:new")],
            kept: []
        )
        #expect(try logins(new.bytes ?? []) == ["b.io": "us:new"])
        #expect(new.remarks.isEmpty)
    }

    @Test func `a file with as many entries as fit is merged at once`() throws {
        let many = (0..<20_000).map { "\"h\($0).example.com\":{\"auth\":\"dG86cA==\"}" }.joined(separator: ",")
        let entries = (0..<300).map { wanted("h\($0).example.com", by: "r\($0)") } + [wanted("b.io")]
        let merge = try ConfigMerge(text("{\"auths\":{\(many)}}"), known: WrittenEntries(), wanted: entries, kept: [])
        #expect(merge.written.entries.map(\.key) == ["b.io"])
        #expect(merge.remarks.count == 300)
    }

    @Test func `of two registries for one key the first counts, and the other is told`() throws {
        let merge = try ConfigMerge(
            nil,
            known: WrittenEntries(),
            wanted: [
                wanted("b.io", "a:a", by: "one"), wanted("https://b.io", "b:b", by: "two"),
                wanted("b.io/x/", "c:c", by: "two"),
            ],
            kept: []
        )
        #expect(try logins(merge.bytes ?? []) == ["b.io": "a:a", "b.io/x/": "c:c"])
        #expect(merge.remarks.count == 1 && merge.remarks[0].hasPrefix("registry two: the key b.io is registry one's"))
    }

    @Test(arguments: ["docker.io", "https://docker.io/", "docker.io/library/", "*.io", "docker.i*"])
    func `who hides whom at Docker Hub is told`(other: String) throws {
        let theirs = try ConfigMerge(
            text(#"{"auths":{"\#(other)":{"auth":"dG86cA=="}}}"#),
            known: WrittenEntries(),
            wanted: [wanted(Self.legacy, by: "hub")],
            kept: []
        )
        #expect(theirs.remarks.count == 1 && theirs.remarks[0].contains("hides https://index.docker.io/v1/"))
        #expect(try logins(theirs.bytes ?? []).count == 2)
        let ours = try ConfigMerge(
            text(#"{"auths":{"\#(Self.legacy)":{"auth":"dG86cA=="}}}"#),
            known: WrittenEntries(),
            wanted: [wanted(other, by: "hub")],
            kept: []
        )
        #expect(
            ours.remarks.count == 1
                && ours.remarks[0].contains("no longer looks at the entry https://index.docker.io/v1/")
        )
    }

    @Test func `a record is read back as it was, and holds no credential`() throws {
        let merge = try ConfigMerge(
            text(#"{"credsStore":"x"}"#),
            known: WrittenEntries(),
            wanted: [wanted("b.io", "janedoe:s3cret", end: noon), wanted("q\"u.io", "janedoe:s3cret")],
            kept: []
        )
        for record in [merge.written, merge.intended, WrittenEntries()] {
            #expect(WrittenEntries(parsing: record.json) == record)
            let text = String(decoding: record.json, as: UTF8.self)
            #expect(!text.contains("s3cret") && !text.contains("janedoe") && !text.contains("amFuZWRvZT"))
        }
        #expect(merge.written.former.emptied == .absent)
        for broken in ["", "{}", "[]", "{\"version\":2}", "\u{0}", String(repeating: "[", count: 100_000)] {
            #expect(WrittenEntries(parsing: Array(broken.utf8)) == nil)
        }
    }

    @Test func `digests of one credential differ from record to record, and from key to key`() throws {
        let credential = DockerCredential(username: "us", password: "pw")
        let (one, other) = (WrittenEntries(), WrittenEntries())
        #expect(try one.digest(of: credential, key: "a") != other.digest(of: credential, key: "a"))
        #expect(try one.digest(of: credential, key: "a") != one.digest(of: credential, key: "b"))
        let moved = DockerCredential(username: "u", password: "spw")
        #expect(try one.digest(of: credential, key: "a") != one.digest(of: moved, key: "a"))
    }
}
