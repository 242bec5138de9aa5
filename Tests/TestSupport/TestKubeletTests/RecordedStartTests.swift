import FoundationEssentials
import TestKubelet
import TestSupport
import Testing

/// Starts of a kubelet 1.36.2, as `Tests/Node/run --only refused --keep FOLDER` writes them to `starts.json`.
@Suite struct RecordedStartTests {
    struct Start: Sendable, Decodable, CustomTestStringConvertible {
        let row: String
        let text: String
        /// With FOLDER for where it was; nil where it started.
        let words: String?
        var testDescription: String { row }
    }

    static let recorded = Result {
        try Fixtures(of: "TestSupport/TestKubeletTests").json("starts.json", as: [Start].self)
    }

    @Test("All that were recorded are there")
    func starts() throws { #expect(try Self.recorded.get().count >= 70) }

    @Test("What started starts, and what was refused is refused in the same words", arguments: try recorded.get())
    func words(_ start: Start) throws {
        let folder = try PluginFolder()
        for name in ["rec1", "rec2"] { try folder.link(name, to: "/bin/true") }
        var said: String?
        do {
            _ = try folder.start(start.text)
        } catch let refusal as KubeletStart.Refusal {
            said = refusal.description.replacing(folder.directory.path, with: "FOLDER")
        }
        // What is wrong with the YAML itself is said by another parser here, line and reason.
        let parts = [said, start.words].map {
            $0?.prefix(while: { $0 != "\n" }).components(separatedBy: ": yaml: line ")
        }
        if let mine = parts[0], let recorded = parts[1], recorded.count == 2 {
            #expect(mine.count == 2 && mine[0] == recorded[0])
        } else {
            #expect(said == start.words)
        }
    }
}
