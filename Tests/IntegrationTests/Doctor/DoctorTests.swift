import FoundationEssentials
import Kubernetes
import Processes
import Synchronization
import TestAPIServer
import TestSupport
import Testing

/// What doctor says, as far as a test reads it.
struct DoctorAnswer: Decodable {
    struct Step: Decodable {
        var words: String
        var command: String?
    }
    struct Cause: Decodable {
        var code: String
        var weight: String
        var message: String
    }
    struct Pod: Decodable {
        var name: String
        var causes: [Cause]
    }
    struct Unread: Decodable {
        var object: String
        var why: String
    }
    var conclusion: String
    var step: Step?
    var pods: [Pod]
    var installation: [Cause]
    var unread: [Unread]
    var notes: [String]
}

extension DoctorScene {
    /// Asks doctor about something of the team's.
    func ask(_ what: String?, _ more: [String] = [], as token: String? = nil) async throws -> (
        DoctorAnswer, CommandResult
    ) {
        let (isGathered, flags, reader) = world.withLock { (!$0.node.isEmpty, $0.flags, $0.reader) }
        let result = try await pullpass(
            ["doctor"] + [what].compactMap(\.self) + ["--output", "json"]
                + (more.contains("-A") ? [] : ["--namespace", Self.team]) + more + flags
                + (isGathered ? ["--from", try await gather()] : []),
            as: token ?? reader,
            isAway: isGathered
        )
        return (try JSONDecoder().decode(DoctorAnswer.self, from: Data(result.outputText.utf8)), result)
    }
}

/// So many at a time.
private final class Turns: Sendable {
    private let state: Mutex<(free: Int, waiting: [CheckedContinuation<Void, Never>])>

    init(_ count: Int) { state = Mutex((count, [])) }

    func take() async {
        await withCheckedContinuation { next in
            let isFree = state.withLock { state in
                guard state.free == 0 else {
                    state.free -= 1
                    return true
                }
                state.waiting.append(next)
                return false
            }
            if isFree { next.resume() }
        }
    }

    func giveBack() {
        let next: CheckedContinuation<Void, Never>? = state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
    }
}

@Suite(.needs("python3", "sh", "base64", "sed"))
struct DoctorTests {
    /// A scene has many processes, and what they ask has limits of time.
    private static let turns = Turns(6)

    @Test func `nothing is wrong where nothing was broken`() async throws {
        let scene = try await DoctorScene()
        let (answer, result) = try await scene.ask(scene.podName)
        #expect(result.status == .exited(0), "\(result.outputText)\(result.errorText)")
        #expect(answer.conclusion == "fine" && answer.step == nil && answer.unread.isEmpty)
        #expect(!result.outputText.contains("right-"), "a credential is shown")
        let (all, _) = try await scene.ask(nil, ["-A"])
        #expect(all.conclusion == "fine" && all.pods.isEmpty)
    }

    @Test(arguments: Situation.all)
    func `what is broken is named first, and the step that is told mends it`(situation: Situation) async throws {
        await Self.turns.take()
        defer { Self.turns.giveBack() }
        let scene = try await DoctorScene()
        try await situation.breaks(scene)
        try await scene.settle()
        let (first, result) = try await scene.ask(situation.asks ?? scene.podName)
        let said = result.outputText + result.errorText
        #expect(result.status == .exited(1), "\(said)")
        #expect(first.pods.first?.causes.first?.code == situation.code, "\(said)")
        if let note = situation.note {
            #expect(first.pods.first?.causes.contains { $0.code == note } == true, "\(said)")
        }
        #expect(!said.contains("right-"), "a credential is shown")
        var answer = first
        var steps: [String] = []
        // One step may uncover what was behind; a person goes on, too.
        for _ in 0..<4 {
            guard let step = answer.step else { break }
            steps.append("\(step.words): \(step.command ?? "")")
            try await situation.hand?(scene)
            if let command = step.command {
                let done = try await scene.carryOut(
                    command,
                    host: scene.world.withLock { $0.registryHost } ?? situation.host
                )
                #expect(done.status.isSuccess, "\(command)\n\(done.outputText)\(done.errorText)")
            }
            try await scene.settle()
            (answer, _) = try await scene.ask(situation.asks ?? scene.podName)
        }
        #expect(!steps.isEmpty)
        #expect(answer.conclusion == "fine", "after \(steps): \(answer)\n\(scene.world.withLock { $0.lastRound })")
    }

    @Test func `who may read nothing but Pods is told what was not seen, and nothing is made up`() async throws {
        let scene = try await DoctorScene()
        scene.server.setUser(
            "reader",
            token: "reader-token",
            rules: [AccessRule(verbs: ["get", "list"], groups: [""], resources: ["pods"])]
        )
        let (answer, result) = try await scene.ask(scene.podName, as: "reader-token")
        #expect(result.status == .exited(0), "\(result.outputText)\(result.errorText)")
        #expect(answer.unread.count >= 5 && answer.unread.allSatisfy { !$0.why.isEmpty })
        #expect(answer.unread.contains { $0.object == "Secrets of namespace team-a" })
        let (_, none) = try await scene.ask("nobody")
        #expect(none.status == .exited(2))
    }
}
