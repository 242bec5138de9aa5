import Configuration
import Credentials
import FoundationEssentials
import Processes
import Text

/// A program of the user's that prints the token of the other identity provider.
///
/// It runs only where `GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES` is `1`: whoever writes the credential would otherwise choose what runs
/// here. It gets what ``ProgramEnvironment`` lets through and the variables of Google's protocol. What it prints is not repeated, but for the
/// code and the message of a failure; what it says on standard error is, without what is a credential in the rest.
struct GoogleExecutable {
    let executable: GoogleExternalAccount.Source.Executable
    let account: GoogleExternalAccount
    let place: Place
    let context: GoogleContext

    private var allowance: String { "GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES" }

    /// The token: from the output file as long as it lives, or else from the program.
    func token(now: Timestamp) async throws(CredentialError) -> SecretText {
        guard try context.parts.checkedEnvironment.text(allowance) == "1" else {
            throw place.misconfigured(
                "its credential_source is an executable, which has to be allowed",
                fix:
                    "set \(allowance) to '1' where Pullpass runs, if whoever writes this credential may choose a program to run"
            )
        }
        let limit = executable.milliseconds ?? 30_000
        guard (5000...120_000).contains(limit) else {
            throw place.misconfigured("its timeout_millis is \(limit)", fix: "write 5000 to 120000")
        }
        if let path = executable.outputFile, let known = response(ofFile: path), known.isKept(now) {
            return try subject(known, now)
        }
        let command = try command(limit: .milliseconds(limit))
        let result = try await run(command)
        let output = result.standardOutput
        let response: Response?
        if output.isEmpty, let path = executable.outputFile {
            response = self.response(ofFile: path)
        } else {
            response = try? JSONDecoder().decode(Response.self, from: Data(output))
        }
        guard let response else {
            let said = said(command, output)
            throw place.unavailable(
                "what its executable printed is no answer of Google's protocol (JSON with version and success), but "
                    + said.shape(of: output) + said.clause(result.standardError),
                fix: byHand
            )
        }
        return try subject(response, now)
    }

    private let byHand = "run it by hand to see why"

    // MARK: The program

    private func command(limit: Duration) throws(CredentialError) -> Command {
        guard let words = CredentialProcess.words(executable.command), let name = words.first else {
            throw place.misconfigured("the command of its executable is none", fix: "close the quotes in it")
        }
        let searchPath = context.parts.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        guard let path = Command.executable(named: name, searchPath: searchPath) else {
            throw place.misconfigured(
                "its executable \(ProgramLine.shown(name)) is no executable file",
                fix: "install it where Pullpass runs; Pullpass' own image holds no other program"
            )
        }
        return Command(path, Array(words.dropFirst()), environment: environment, timeLimit: limit)
    }

    /// Runs it to a good end.
    private func run(_ command: Command) async throws(CredentialError) -> CommandResult {
        let result: CommandResult
        do {
            result = try await Processes.run(command)
        } catch {
            throw place.unavailable(
                error.description + said(command).clause(error.standardError.reveal()),
                fix: byHand
            )
        }
        guard result.status.isSuccess else {
            let itSays = said(command, result.standardOutput).clause(result.standardError)
            throw place.unavailable(
                "its executable \(Printable.text(command.executable)) \(result.status)\(itSays)",
                fix: itSays.isEmpty ? byHand : "correct what it complains about"
            )
        }
        return result
    }

    /// What it says, without what it was given as a credential.
    private func said(_ command: Command, _ output: [UInt8] = []) -> ProgramWords {
        ProgramWords(output: output, arguments: command.arguments, environment: command.environment)
    }

    private var environment: [String: String] {
        var all = context.parts.programEnvironment
        all["GOOGLE_EXTERNAL_ACCOUNT_AUDIENCE"] = account.audience
        all["GOOGLE_EXTERNAL_ACCOUNT_TOKEN_TYPE"] = account.subjectTokenType
        all["GOOGLE_EXTERNAL_ACCOUNT_INTERACTIVE"] = "0"
        all["GOOGLE_EXTERNAL_ACCOUNT_REVOKE"] = "0"
        let email = account.impersonationURL?.split(separator: "/").last?.prefix { $0 != ":" }
        all["GOOGLE_EXTERNAL_ACCOUNT_ID"] = email.map(String.init) ?? ""
        all["GOOGLE_EXTERNAL_ACCOUNT_IMPERSONATED_EMAIL"] = email.map(String.init)
        all["GOOGLE_EXTERNAL_ACCOUNT_OUTPUT_FILE"] = executable.outputFile
        return all
    }

    // MARK: Its answer

    private struct Response: Decodable {
        let version: Int
        let success: Bool
        let type: String?
        let idToken: String?
        let samlResponse: String?
        let end: Double?
        let code: String?
        let message: String?

        private enum CodingKeys: String, CodingKey {
            case version, success, code, message
            case type = "token_type"
            case idToken = "id_token"
            case samlResponse = "saml_response"
            case end = "expiration_time"
        }

        /// Whether an answer of an earlier time is still good; one without an end never is.
        func isKept(_ now: Timestamp) -> Bool {
            version == 1 && success && end.map { Timestamp(seconds: $0) > now } ?? false
        }
    }

    private func response(ofFile path: String) -> Response? {
        (try? context.values.bytes(ofFile: path, place)).flatMap {
            try? JSONDecoder().decode(Response.self, from: Data($0))
        }
    }

    private func subject(_ response: Response, _ now: Timestamp) throws(CredentialError) -> SecretText {
        guard response.version == 1 else {
            throw place.unavailable(
                "its executable answers in version \(response.version), and only 1 is known",
                fix: byHand
            )
        }
        guard response.success else {
            let words = ProviderProblem.shown(response.message, hiding: []).map { ": \"\($0)\"" } ?? ""
            throw CredentialError(
                .refused,
                identity: place.identity,
                code: ProviderProblem.shown(response.code, hiding: []),
                reason: "its executable says no\(words)",
                fix: byHand
            )
        }
        if let end = response.end, Timestamp(seconds: end) <= now {
            throw place.unavailable(
                "the token that its executable gave has expired already",
                fix: "compare the clock of this machine with the time of day"
            )
        }
        let types = "urn:ietf:params:oauth:token-type:"
        let token =
            switch response.type {
            case "\(types)jwt", "\(types)id_token": response.idToken
            case "\(types)saml2": response.samlResponse
            default: nil as String?
            }
        guard let token, !token.isEmpty else {
            throw place.unavailable(
                "its executable gave no token of a type that is known (token_type with id_token or saml_response)",
                fix: byHand
            )
        }
        return SecretText(token)
    }
}
