import Explain
import Testing
import Text

@Suite("What counts as a Pod, and where it stands")
struct ManifestTests {
    private static let spec = "{containers: [{name: c, image: nginx}]}"

    @Test(
        "every kind with a Pod template is explained",
        arguments: [
            ("v1", "Pod", "spec: \(spec)"),
            ("apps/v1", "Deployment", "spec: {template: {spec: \(spec)}}"),
            ("apps/v1", "StatefulSet", "spec: {template: {spec: \(spec)}}"),
            ("apps/v1", "DaemonSet", "spec: {template: {spec: \(spec)}}"),
            ("apps/v1", "ReplicaSet", "spec: {template: {spec: \(spec)}}"),
            ("v1", "ReplicationController", "spec: {template: {spec: \(spec)}}"),
            ("batch/v1", "Job", "spec: {template: {spec: \(spec)}}"),
            ("batch/v1", "CronJob", "spec: {jobTemplate: {spec: {template: {spec: \(spec)}}}}"),
            ("v1", "PodTemplate", "template: {spec: \(spec)}"),
            ("serving.example.com/v1", "Service", "spec: {template: {spec: \(spec)}}"),
            ("example.com/v1", "NightlyRun", "spec: {jobTemplate: {spec: {template: {spec: \(spec)}}}}"),
        ]
    )
    func kinds(apiVersion: String, kind: String, rest: String) throws {
        let head = "apiVersion: \(apiVersion), kind: \(kind), metadata: {name: app}"
        let explanation = try explain(text: "{\(head), \(rest)}")
        #expect(explanation.verdicts.map(\.title) == ["\(kind) default/app"])
        #expect(explanation.verdicts.map(\.secretsAdded) == [["pullpass-dockerhub"]])
        #expect(explanation.problems == [])
    }

    @Test(
        "other objects are counted, and are no errors",
        arguments: [
            "{apiVersion: v1, kind: ConfigMap}", "{apiVersion: v1, kind: Service, spec: {ports: []}}",
            "{apiVersion: apps/v1, kind: ControllerRevision, data: {spec: {template: {spec: \(spec)}}}}",
            "{apiVersion: example.com/v1, kind: X, spec: {template: {spec: {containers: 7}}}}",
            "{apiVersion: example.com/v1, kind: X, spec: []}", "{kind: Namespace}",
        ]
    )
    func others(text: String) throws {
        let explanation = try explain(text: text)
        #expect(explanation.verdicts == [])
        #expect(explanation.otherObjects.values.reduce(0, +) == 1)
        #expect(explanation.conclusion == .complete)
    }

    @Test("an input without objects is complete", arguments: ["", "---\n", "# only\n---\n---\n# comments\n", "null\n"])
    func empty(text: String) throws {
        let explanation = try explain(text: text)
        #expect(explanation.conclusion == .complete)
        #expect(TextRenderer(style: .plain).render(explanation) == "Nothing here makes a Pod.\n")
    }

    @Test func `the namespace is the object's, or else the one that was given`() throws {
        let text = """
            {apiVersion: v1, kind: Pod, metadata: {name: a, namespace: own}, spec: \(Self.spec)}
            ---
            {apiVersion: v1, kind: Pod, metadata: {name: b}, spec: \(Self.spec)}
            """
        let explanation = try explain(text: text, namespace: "given")
        #expect(explanation.verdicts.map(\.title) == ["Pod own/a", "Pod given/b"])
    }

    @Test func `Lists in Lists are taken apart, however deep`() throws {
        let depth = 200
        let open = String(repeating: "{kind: List, items: [", count: depth)
        let close = String(repeating: "]}", count: depth)
        let pod = "{apiVersion: v1, kind: Pod, metadata: {generateName: p-}, spec: \(Self.spec)}"
        let explanation = try explain(text: open + pod + ", " + pod + close)
        #expect(explanation.verdicts.map(\.title) == ["Pod default/p-*", "Pod default/p-*"])
    }

    @Test func `lines are those of the file, with Windows line ends, directives and comments in front`() throws {
        let lines = [
            "# comment", "%YAML 1.1", "---", "kind: ConfigMap", "--- # second", "", "kind: Pod", "spec: \(Self.spec)",
            "",
        ]
        let text = lines.joined(separator: "\r\n")
        let explanation = try explain(text: text)
        #expect(explanation.problems == [])
        #expect(explanation.verdicts.map(\.location) == [SourceLocation(file: "text.yaml", line: 7)])
        #expect(explanation.otherObjects == ["ConfigMap": 1])
    }

    @Test(
        "a reason that names a second line names that of the file",
        arguments: [
            ("kind: A\n---\na: 1\na: 2\n", 4, "the key \"a\" stands twice in one mapping; it is first on line 3"),
            (
                "kind: A\n---\n{\"a\": 1,\n\"a\": 2}\n", 4,
                "the key \"a\" stands twice in one mapping; it is first on line 3"
            ),
            ("kind: A\n---\na: 1\nb: 'x\n", 5, "quotes that are never closed (it began on line 4)"),
            ("kind: A\n---\na: b\u{0}c\n", 3, "a NUL byte; the text is not YAML, or not UTF-8"),
        ]
    )
    func secondLine(text: String, line: Int, reason: String) throws {
        let problem = InputProblem(at: SourceLocation(file: "text.yaml", line: line), reason)
        let problems = try explain(text: text).problems
        #expect(problems.contains(problem), "\(problems)")
    }

    @Test func `each of many documents is read once, with a fault in it or without`() throws {
        // Where the lines in front of each were read again with it, this took minutes.
        let count = 5000
        let problems = try explain(text: String(repeating: "---\na: 1\na: 2\n", count: count)).problems
        #expect(problems.count { $0.message.contains("stands twice") } == count)
        #expect(problems.last { $0.message.contains("stands twice") }?.location.line == 3 * count)
    }

    @Test func `a byte order mark in front is passed over`() throws {
        let explanation = try explain(text: "\u{FEFF}---\nkind: Pod\nspec: \(Self.spec)\n")
        #expect(explanation.problems == [])
        #expect(explanation.verdicts.map(\.location.line) == [2])
    }

    @Test func `so are those of files that were put together, of Windows line ends and in front of JSON`() throws {
        let pod = "\u{FEFF}apiVersion: v1\r\nkind: Pod\r\nspec: \(Self.spec)\r\n"
        let json =
            "\u{FEFF}{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"spec\":{\"containers\":[{\"image\":\"nginx\"}]}}\r\n"
        let explanation = try explain(text: pod + "\u{FEFF}---\r\n" + pod + "---\r\n" + json)
        #expect(explanation.problems == [])
        #expect(explanation.verdicts.map(\.location.line) == [1, 5, 9])
    }

    @Test func `several JSON objects one after the other are read`() throws {
        let pod = #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"j"},"spec":{"containers":[{"image":"nginx"}]}}"#
        #expect(try explain(text: pod + "\n" + pod).verdicts.count == 2)
    }

    @Test func `several files are explained in their order, problems under their own names`() throws {
        let explanation = try explain("broken.yaml", "cronjob.json")
        #expect(explanation.verdicts.map(\.name) == ["first", "twice", "last", "report"])
        #expect(Set(explanation.problems.map(\.location.file)) == ["broken.yaml"])
    }

    @Test(
        "bytes that are no text are a problem, not a crash",
        arguments: [[0xFF, 0xFE, 0x00], [0x00], [0xC3, 0x28], Array(repeating: UInt8(ascii: "["), count: 100_000)]
    )
    func garbage(bytes: [UInt8]) throws {
        let explanation = try explainer().explain([ManifestInput(name: "-", bytes: bytes)])
        #expect(explanation.problems.count == 1)
        #expect(explanation.conclusion == .unreadable)
    }
}
