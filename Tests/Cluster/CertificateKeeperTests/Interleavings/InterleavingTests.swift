import TestSupport
import Testing

@testable import CertificateKeeper

/// All orders in which a handful of events can come, each run to quiet.
@Suite("Certificates: all orders of a handful of events")
struct InterleavingTests {
    static let scenarios: [CertificateModel.Scenario] = [
        CertificateModel.Scenario(
            name: "certificates that are being made",
            isInstalled: false,
            disturbances: [
                .deleteSecret, .breakSecret, .remakeRegistration, .deleteRegistration, .makeRegistration, .loseAnswer,
                .relistSecret,
            ],
            budget: 2,
            leastStates: 500
        ),
        CertificateModel.Scenario(
            name: "certificates that are there",
            isInstalled: true,
            disturbances: [
                .deleteSecret, .breakSecret, .emptySecret, .clearBundle, .remakeRegistration, .relistRegistration,
                .relistSecret, .loseRequest, .loseAnswer,
            ],
            budget: 3,
            leastStates: 1000
        ),
        CertificateModel.Scenario(
            name: "a change of the CA",
            isInstalled: true,
            disturbances: [.requestRotation, .restoreBackup, .clearBundle, .passTime, .loseAnswer],
            budget: 3,
            leastStates: 1000
        ),
        CertificateModel.Scenario(
            name: "certificates when leadership moves",
            isInstalled: true,
            lagging: [0, 1],
            disturbances: [.requestRotation, .deleteSecret, .moveLeadership],
            budget: 2,
            leastStates: 500
        ),
    ]

    @Test("Quiet means right", arguments: scenarios)
    func orders(_ scenario: CertificateModel.Scenario) async {
        var limits = Exploration<CertificateModel>.Limits()
        limits.writes = 20
        let exploration = await Exploration(from: CertificateModel(scenario), limits: limits)
        print("all orders of \(scenario.name): \(exploration)")
        if let violation = exploration.violation { Issue.record("\(violation)") }
        #expect(exploration.isComplete)
        #expect(exploration.states > scenario.leastStates || Budget.change < 0)
    }

    @Test("The checker finds a keeper that believes answers, whatever the watch has told since")
    func findsFaults() async throws {
        let exploration = await Exploration(from: CertificateModel(Self.scenarios[1], believesAnswers: true))
        let violation = try #require(exploration.violation)
        #expect(violation.fault.hasPrefix("quiet, but"), "\(violation)")
    }
}

extension CertificateModel.Scenario: CustomTestStringConvertible {
    var testDescription: String { name }
}
