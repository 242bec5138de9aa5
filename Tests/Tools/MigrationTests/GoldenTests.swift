import Configuration
import FoundationEssentials
import Processes
import Migration
import Providers
import TestSupport
import Testing
import Validation

@Suite("What other tools' settings become")
struct GoldenTests {
    /// Inputs, and the tool that they are of.
    static let inputs: [(name: String, tool: MigratedTool)] = [
        ("imagepullsecrets-manager", .imagepullsecretsManager), ("titansoft-deployment", .titansoft),
        ("titansoft-values", .titansoft), ("tamcore-values", .tamcore), ("tamcore-inline", .tamcore),
        ("alexellis", .alexellis), ("upmc-objects", .upmc), ("upmc-values", .upmc), ("ecr-login-renew", .ecrLoginRenew),
        ("ecr-login-renew-values", .ecrLoginRenew), ("imps", .imps), ("imps-values", .imps),
        ("regcred-injector", .regcredInjector),
    ]
    static let files = Fixtures(of: "Tools/MigrationTests")

    @Test("each is the golden one, and the tool is told by its own settings", arguments: inputs)
    func golden(name: String, tool: MigratedTool) throws {
        let migration = try migrate(name)
        #expect(migration.tool == tool)
        let golden = try? Self.files.text("golden/\(name).txt")
        #expect(migration.text == golden, "golden/\(name).txt")
    }

    @Test("our configuration is one, as values of the chart and as a file", arguments: inputs.map(\.name))
    func valid(name: String) throws {
        let migration = try migrate(name)
        #expect(migration.registries > 0)
        let validator = Validator(mode: .cluster, kinds: CredentialKinds.all)
        let file = ValidationInput(name: "config.yaml", bytes: Array(migration.configuration.utf8))
        let report = validator.validate(file)
        #expect(report.isGood(isStrict: false), "\(report.text(of: [file]))")
        let values = ValidationInput(name: "values.yaml", bytes: Array(migration.values.utf8))
        let ofValues = validator.validate(values: [values])
        #expect(ofValues.isGood(isStrict: false), "\(ofValues.text(of: [values]))")
    }

    @Test("no credential of the input is in what is printed", arguments: inputs.map(\.name))
    func silent(name: String) throws {
        let migration = try migrate(name)
        for text in [migration.text, migration.values, migration.configuration, migration.commands] {
            #expect(!text.contains("s3cret"))
            // What it is in Base64, whatever stands in front of it.
            for part in ["czNjcmV0", "MzY3JldC", "zM2NyZX"] { #expect(!text.contains(part)) }
        }
    }

    @Test("the hand-over is a script that a shell reads", .needs("sh"), arguments: inputs.map(\.name))
    func script(name: String) async throws {
        let commands = try migrate(name).commands
        let result = try await Tool.run("sh", ["-n"], input: Array(commands.utf8))
        #expect(result.status.isSuccess, "\(result.errorText)")
        // Looked at before the old tool goes, and only then; a credential that could not be tried ends the script, too.
        let steps = ["helm install", "pullpass check --strict --config", "pullpass status"].compactMap {
            commands.firstRange(of: $0)?.lowerBound
        }
        #expect(steps.count == 3 && steps == steps.sorted())
    }

    private func migrate(_ name: String) throws -> Migration {
        let input = MigrationInput(name: "\(name).yaml", bytes: try Self.files.bytes("\(name).yaml"))
        return try Migration([input], MigrationOptions(namespace: "pullpass", version: "0.1.0"))
    }
}
