import Configuration
import Credentials
import Processes
import Text

/// `exec` with `protocol: credentialHelper`: what a credential helper of Docker says, asked with `get` once for each host.
///
/// | what happens | error |
/// |---|---|
/// | there is no such executable, or it may not be run | `.misconfigured` |
/// | it has no credential for the host | `.refused`; of one that says so of every failure, `.unavailable` |
/// | it gives an identity token, which the kubelet cannot use | `.misconfigured` |
/// | it fails, takes too long, prints more than 1 MiB or something else than the protocol has | `.unavailable` |
///
/// A host for which it fails takes nothing from the others.
///
/// The protocol has no end of a credential: one that is a JSON Web Token tells its own, any other is asked for again after `refreshEvery`.
struct HelperFetcher: ProviderFetcher, Confidential {
    let parts: FetcherParts
    let source: ExecSource

    /// What runs a program of the same source.
    private var plugin: ExecFetcher { ExecFetcher(parts: parts, source: source) }

    private var place: Place { Place(identity: "credential helper \(source.command)") }

    var inputs: CredentialInputs {
        let requests = HelperRequest.all(registry.matchImages, registries: source.registries) ?? []
        return CredentialInputs(source.environment.map(\.value), tokens: requests.map { scope(of: $0.host) })
    }

    private func scope(of host: String) -> CredentialScope {
        CredentialScope(registry.credentials, reach: "host \(host)")
    }

    func fetch(_ tokens: TokenCache.Access) async throws(CredentialError) -> FetchedCredential {
        guard let requests = HelperRequest.all(registry.matchImages, registries: source.registries), !requests.isEmpty
        else {
            throw place.misconfigured(
                "it is asked for one host at a time, and matchImages leaves open which",
                fix: "write the hosts as exec.registries"
            )
        }
        var known: Command?
        var parts = TokenParts()
        for request in requests {
            try await parts.add(keys: request.keys) { () async throws(CredentialError) in
                try await tokens.token(of: scope(of: request.host)) { () async throws(CredentialError) in
                    let ready: Command
                    if let known { ready = known } else { ready = try await command() }
                    known = ready
                    return ProviderToken(credential: try await ask(ready, request), identity: place.identity)
                }
            }
        }
        return try parts.fetched(place.identity, now: clock.now())
    }

    /// The command without its input: as that of a plugin, and the word that asks for a credential.
    private func command() async throws(CredentialError) -> Command {
        var command = try await plugin.command()
        command.arguments.append("get")
        return command
    }

    private func ask(_ command: Command, _ request: HelperRequest) async throws(CredentialError) -> RegistryCredential {
        var command = command
        command.standardInput = Array(request.serverURL.utf8)
        let place = Place(identity: "credential helper \(source.command) for \(request.host)")
        let byHand = "run it by hand: echo \(request.serverURL) | \(source.command) get"
        let result = try await plugin.run(command, place)
        guard result.status.isSuccess else {
            let said = plugin.said(command)
            switch HelperAnswer.Failure(result.standardOutput, by: said) {
            case .notFound:
                throw CredentialError(
                    Self.saysNotFoundOfAll(command) ? .unavailable : .refused,
                    identity: place.identity,
                    reason: "it has no credential for \(request.serverURL)" + said.clause(result.standardError),
                    fix: "set the helper up for that host (its env and files), or correct matchImages or registries"
                )
            case .other(let words):
                let itSays = words.map { ": it says \"\($0)\"" } ?? said.clause(result.standardError)
                throw place.unavailable(
                    "it \(result.status)\(itSays)",
                    fix: "see what it says: \(byHand)"
                )
            }
        }
        guard let answer = HelperAnswer.parse(result.standardOutput) else {
            let said = plugin.said(command, result.standardOutput)
            throw place.unavailable(
                "what it printed is no JSON object with Username and Secret, but "
                    + said.shape(of: result.standardOutput) + said.clause(result.standardError),
                fix: "see what it prints: \(byHand)"
            )
        }
        return try credential(answer, request, place)
    }

    /// Whether a helper says of every failure that there is no credential, of one that passes as well: Amazon's does, and why stands in its log.
    ///
    /// <https://github.com/awslabs/amazon-ecr-credential-helper>, `ecr-login/ecr.go`
    private static func saysNotFoundOfAll(_ command: Command) -> Bool { command.executable.hasSuffix("-ecr-login") }

    private func credential(
        _ answer: HelperAnswer,
        _ request: HelperRequest,
        _ place: Place
    ) throws(CredentialError) -> RegistryCredential {
        guard answer.username != HelperAnswer.identityTokenUser else {
            throw place.misconfigured(
                "it gave an identity token (user \(HelperAnswer.identityTokenUser)), with which only docker itself can log in; the kubelet needs a "
                    + "user name and a password",
                fix: "set the helper up with an access token or a password, or use the kind of this registry"
            )
        }
        guard !answer.username.isEmpty, !answer.secret.isEmpty else {
            throw CredentialError(
                .refused,
                identity: place.identity,
                reason: "it answered without a \(answer.username.isEmpty ? "user name" : "password")",
                fix: "set the helper up for \(request.serverURL)"
            )
        }
        let now = clock.now()
        let end = TokenEnd.of(answer.secret)
        if let end, end <= now {
            throw place.unavailable(
                "the token that it gave has ended at \(end.whole)",
                fix: "log the helper in again, or compare the clock of this machine with the time of day"
            )
        }
        return RegistryCredential(
            username: answer.username,
            password: SecretText(answer.secret),
            expiresAt: end ?? now + source.refreshEvery,
            fetchedAt: now
        )
    }
}
