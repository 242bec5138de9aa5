import Explain
import FoundationEssentials
import TestSupport
import Testing
import Text

@Suite("What people and programs read")
struct GoldenTests {
    static let inputs = [
        "helm.yaml", "pod-list.yaml", "cronjob.json", "istio.yaml", "custom-kinds.yaml", "broken.yaml", "review.json",
        "review-update.yaml", "pods-from-api.json", "operators.yaml",
    ]

    @Test("the text for people is the golden one", arguments: inputs)
    func textOutput(name: String) throws {
        let explanation = try explain(name)
        let problems = explanation.problems.map { "\($0)\n" }.joined()
        let output = TextRenderer(style: .plain).render(explanation) + problems
        try expectGolden(output, "\(name).txt")
    }

    @Test("the JSON is the golden one", arguments: inputs)
    func jsonOutput(name: String) throws {
        try expectGolden(JSONRenderer().render(try explain(name)), "\(name).json")
    }

    @Test("the patches are the golden ones", arguments: inputs)
    func patchOutput(name: String) throws {
        try expectGolden(PatchRenderer().render(try explain(name)), "\(name).patch")
    }

    private func expectGolden(_ output: String, _ name: String, at location: Testing.SourceLocation = #_sourceLocation)
        throws
    {
        let golden = try? Fixture.files.text("golden/\(name)")
        #expect(output == golden, "golden/\(name)", sourceLocation: location)
    }
}
