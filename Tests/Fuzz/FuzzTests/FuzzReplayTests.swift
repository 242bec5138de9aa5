import FoundationEssentials
import TestSupport
import Testing

@Suite struct `What the fuzzers know is read again` {
    @Test("each seed, each input kept and each finding keeps its promises", arguments: FuzzBody.all.map(\.name))
    func replay(name: String) throws {
        let body = try #require(FuzzBody.all.first { $0.name == name })
        let corpus = try KeptInput.corpus(of: body)
        let seeds = body.seeds().enumerated().map { KeptInput(name: "seed \($0)", bytes: $1) }
        #expect(!seeds.isEmpty)
        #expect(!corpus.isEmpty, "make fuzz-corpora writes what a campaign has found worth keeping")
        for input in try seeds + corpus + KeptInput.findings(of: body) {
            do throws(BrokenPromise) { try body.run(input.bytes) } catch { Issue.record("\(input.name): \(error)") }
        }
    }

    @Test func `every file of inputs belongs to a fuzzer`() throws {
        let names = Set(FuzzBody.all.map(\.name))
        #expect(names.count == FuzzBody.all.count)
        let corpora = try Repository.files("Tests/Fuzz/Corpora", endingIn: ".txt")
        #expect(Set(corpora) == Set(names.map { "Tests/Fuzz/Corpora/\($0).txt" }))
        let findings = try FileManager.default.contentsOfDirectory(atPath: Repository.path("Tests/Fuzz/Findings"))
        #expect(names.isSuperset(of: findings.filter { $0 != "README.md" }), "\(findings)")
    }

    @Test func `all inputs together are small`() throws {
        let inputs = try FuzzBody.all.flatMap { body in try KeptInput.corpus(of: body) + KeptInput.findings(of: body) }
        #expect(inputs.reduce(0) { $0 + $1.bytes.count } < 1_000_000, "make fuzz-corpora keeps only what is needed")
    }

    @Test func `a body that breaks its promise is told with words`() {
        let body = FuzzBody("strict", maximumLength: 4, seeds: [[1]]) { bytes throws(BrokenPromise) in
            try holdEqual(bytes.count, 1, "one byte")
        }
        #expect(throws: Never.self) { try body.run([7]) }
        let error = #expect(throws: BrokenPromise.self) { try body.run([7, 7]) }
        #expect(error?.description == "broken promise: one byte\n  first:  2\n  second: 1")
    }
}
