import Causes
import TestSupport
import Testing

@Suite struct `The vocabulary of causes` {
    private static let full = Dictionary(
        uniqueKeysWithValues: Cause.Slot.allCases.map { ($0, $0.rawValue.lowercased()) }
    )

    @Test func `has one word for each kind`() {
        let codes = Cause.Kind.all.map(\.code)
        #expect(Set(codes).count == codes.count)
        #expect(codes.allSatisfy { $0.allSatisfy { $0.isLowercase || $0 == "-" } })
    }

    @Test(arguments: Cause.Kind.all)
    func `says what it is and what to do`(kind: Cause.Kind) {
        let cause = Cause(kind, Self.full)
        for text in [cause.words, cause.step.words] {
            #expect(!text.isEmpty && !text.hasSuffix(".") && !text.contains("{") && !text.contains("}"), "\(text)")
        }
        let command = cause.step.command ?? ""
        // Braces that stay are JSON and jsonpath.
        for slot in Cause.Slot.allCases { #expect(!command.contains("{\(slot.rawValue)}"), "\(command)") }
    }

    @Test(arguments: Cause.Kind.all)
    func `has no command where a name could be more than a word of a shell`(kind: Cause.Kind) {
        guard let plain = Cause(kind, Self.full).step.command else { return }
        for hostile in [
            "a; rm -rf /", "$(id)", "`id`", "a b", "-n", "--kubeconfig=x", "a'b", "a\"b", "a|b", "a\nb", "a\u{202E}b",
            "", "ä",
        ] {
            for slot in Cause.Slot.allCases {
                var values = Self.full
                values[slot] = hostile
                let command = Cause(kind, values).step.command
                #expect(command == nil || command == plain, "\(slot): \(command ?? "")")
            }
        }
    }

    @Test func `cleans names in its words, and says which it does not know`() {
        let cause = Cause(.missing, [.secret: "a\u{1B}[2Jb\n", .namespace: "team"])
        #expect(cause.words.hasPrefix("Secret ab is not in namespace team"))
        #expect(cause.step.words.contains("(host)"))
        #expect(
            cause.step.command
                == "kubectl -n team create secret docker-registry ab --from-file=.dockerconfigjson=config.json"
                || cause.step.command == nil
        )
    }

    @Test func `shows nothing of a password that somebody has written into a key`() {
        var values = Self.full
        for key in [
            "oci://joe:s3cret@registry.example.com", "joe:1/s3cret@registry.example.com",
            "https://joe:s3cret@registry.example.com/team",
        ] {
            values[.key] = key
            for kind in Cause.Kind.all where kind.names(.key) {
                let cause = Cause(kind, values)
                for text in [cause.words, cause.step.words, cause.step.command ?? ""] {
                    #expect(!text.contains("s3cret"))
                }
                #expect(!cause.words.contains("{key}"))
            }
        }
        #expect(Cause(.anonymousFirst, values).words.contains("https://registry.example.com/team"))
    }

    @Test func `does not take a value for a template`() {
        let cause = Cause(.missing, [.secret: "{namespace}", .namespace: "team", .host: "{pod}"])
        #expect(cause.words.contains("Secret {namespace} is not in namespace team"))
    }

    @Test func `knows every Event of day 2, and no other`() throws {
        let text = String(decoding: try Repository.bytes("docs/day-2.md"), as: UTF8.self)
        let events = text[(text.firstRange(of: "\n## Events")?.upperBound ?? text.startIndex)...]
        let table = events[..<(events.firstRange(of: "\n## ")?.lowerBound ?? events.endIndex)]
        let named = table.split(separator: "\n").compactMap { line -> String? in
            let cells = line.split(separator: "|")
            guard line.hasPrefix("| `"), let first = cells.first else { return nil }
            return String(first.split(separator: "`").dropFirst().first ?? "")
        }
        // Each once: the first of two would hide the other.
        #expect(named.sorted() == OurEvent.all.map(\.reason).sorted())
        #expect(OurEvent("Failed") == nil)
    }
}
