import Processes
import TestSupport
import Testing

@testable import CredentialsTestSupport

/// What the field has thrown at `pullpass check`, as it was reported.
struct FieldCaseTests {
    private func check(
        _ folder: TemporaryDirectory,
        _ config: String,
        _ arguments: [String] = [],
        environment: [String: String] = [:]
    ) async throws -> CommandResult {
        let path = try folder.write(
            "case.yaml",
            "apiVersion: pullpass.dev/v1alpha1\nkind: Configuration\nregistries:\n" + config
        )
        var command = Command(try Repository.executable(), ["check", "--no-login", "--config", path] + arguments)
        command.environment = environment.merging(["HOME": "/nonexistent"]) { $1 }
        command.timeLimit = .seconds(120)
        return try await Processes.run(command)
    }

    private static func entry(_ name: String, _ images: String, _ credentials: String) -> String {
        "  - name: \(name)\n    matchImages: [\"\(images)\"]\n    credentials:\n      \(credentials)\n"
    }

    // MARK: A line break behind a password

    @Test func `a password with a line break behind it is refused in a Docker configuration and in a plugin's answer`()
        async throws
    {
        let folder = try TemporaryDirectory()
        let config = try folder.write(
            "config.json",
            #"{"auths":{"registry.example.com":{"auth":"cHVsbGVyOnMzY3JldAo="}}}"#
        )
        let answer =
            #"{"apiVersion":"credentialprovider.kubelet.k8s.io/v1","kind":"CredentialProviderResponse","cacheKeyType":"Registry","#
            + #""cacheDuration":"6h","auth":{"registry.example.com":{"username":"puller","password":"s3cret\n"}}}"#
        let plugin = try folder.write("plugin", "cat > /dev/null\ncat <<'END'\n\(answer)\nEND\n")
        for credentials in ["dockerConfig: { file: \(config) }", "exec: { command: /bin/sh, args: ['\(plugin)'] }"] {
            let result = try await check(folder, Self.entry("legacy", "registry.example.com", credentials))
            #expect(result.status == .exited(1))
            #expect(
                result.outputText.contains(
                    "the password of the entry registry.example.com ends in a line break: write it with printf instead of echo"
                ),
                "\(result.outputText)"
            )
            #expect(!(result.outputText + result.errorText).contains("s3cret"))
        }
    }

    // MARK: Keys that no image matches

    @Test(arguments: [
        (
            "https://registry.example.com/v2", "registry.example.com",
            "the key https://registry.example.com/v2 is read by the kubelet as the path /v2 of registry.example.com, so no image of "
                + "registry.example.com gets this credential: write registry.example.com"
        ),
        ("registry.example.com/*", "registry.example.com", "as the path /* of registry.example.com, so no image"),
        ("registry.example.com/Team", "registry.example.com", "as the path /Team of registry.example.com, so no image"),
        (
            "https://index.docker.io/v1", "docker.io",
            "the key must end in a slash: https://index.docker.io/v1/ (or docker.io)"
        ),
    ])
    func `a key that no image matches is refused`(key: String, image: String, text: String) async throws {
        let folder = try TemporaryDirectory()
        let config = try folder.write("c.json", #"{"auths":{"\#(key)":{"auth":"cHVsbGVyOnMzY3JldA=="}}}"#)
        let result = try await check(folder, Self.entry("key", image, "dockerConfig: { file: \(config) }"))
        #expect(result.status == .exited(1))
        #expect(result.outputText.contains(text), "\(result.outputText)")
    }

    @Test func `a key for a part of matchImages is remarked`() async throws {
        let folder = try TemporaryDirectory()
        let config = try folder.write("c.json", #"{"auths":{"ghcr.io/team":{"auth":"cHVsbGVyOnMzY3JldA=="}}}"#)
        let result = try await check(folder, Self.entry("key", "ghcr.io", "dockerConfig: { file: \(config) }"))
        #expect(result.status.isSuccess)
        #expect(
            result.outputText.contains("of the images of ghcr.io only those of ghcr.io/team get a credential"),
            "\(result.outputText)"
        )
    }

    // MARK: A line break in the environment of AWS

    @Test(arguments: [
        (["AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "s3cret\n"], "AWS_SECRET_ACCESS_KEY"),
        (["AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE\n", "AWS_SECRET_ACCESS_KEY": "s3cret"], "AWS_ACCESS_KEY_ID"),
        (
            [
                "AWS_ACCESS_KEY_ID": "ASIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "s3cret",
                "AWS_SESSION_TOKEN": "s3cret\r\n",
            ],
            "AWS_SESSION_TOKEN"
        ),
        (
            ["AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/puller\n", "AWS_WEB_IDENTITY_TOKEN_FILE": "TOKEN"],
            "AWS_ROLE_ARN"
        ),
        (
            ["AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/puller", "AWS_WEB_IDENTITY_TOKEN_FILE": "TOKEN\n"],
            "AWS_WEB_IDENTITY_TOKEN_FILE"
        ),
    ])
    func `a variable of AWS with a line break is told by its name, and no request is sent`(
        environment: [String: String],
        name: String
    ) async throws {
        let folder = try TemporaryDirectory()
        let token = try folder.write("token", "eyJhbGciOiJub25lIn0.e30.x")
        try await withPeer({ _ in .json(400, #"{"__type":"InvalidSignatureException"}"#) }) { peer in
            let result = try await check(
                folder,
                Self.entry(
                    "chain",
                    "123456789012.dkr.ecr.eu-west-1.amazonaws.com",
                    "ecr: { endpoint: \"\(peer.url)\", stsEndpoint: \"\(peer.url)\", metadataEndpoint: \"\(peer.url)\" }"
                ),
                environment: environment.mapValues { $0.replacing("TOKEN", with: token) }
            )
            #expect(result.status == .exited(1))
            #expect(
                result.outputText.contains(
                    "\(name): it has white space or a line break at its start or end: write it without (printf instead of echo, or "
                        + "kubectl create secret --from-literal)"
                ),
                "\(result.outputText)"
            )
            #expect(result.outputText.split(separator: "\n").contains { $0.hasPrefix("chain") && $0.contains(name) })
            #expect(!(result.outputText + result.errorText).contains("s3cret"))
            #expect(peer.requests.isEmpty)
        }
    }
}
