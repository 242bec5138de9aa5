import Credentials
import FoundationEssentials
import Processes
import Text

/// `credential_process` of a profile: a command that prints keys as JSON.
struct CredentialProcess: Sendable {
    let command: String
    let environment: AWSEnvironment
    let place: Place

    /// Runs it.
    ///
    /// - Throws: `.misconfigured` when it is no command or is not there, `.unavailable` when it fails, with what it said on standard error. What
    ///   may be a key is repeated from neither stream.
    func keys() async throws(CredentialError) -> AWSKeys {
        guard let line = Self.words(command).map(ProgramLine.init), let name = line.program else {
            throw place.misconfigured("its credential_process is no command", fix: "close the quotes in it")
        }
        let variables = environment.ofPrograms.merging(line.variables) { $1 }
        let searchPath = variables["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        guard let executable = Command.executable(named: name, searchPath: searchPath) else {
            throw place.misconfigured(
                "its credential_process \(ProgramLine.shown(name)) is no executable file",
                fix: "install it where Pullpass runs; Pullpass' own image holds no other program"
            )
        }
        let arguments = line.arguments
        func said(_ output: [UInt8] = []) -> ProgramWords {
            ProgramWords(
                output: output,
                arguments: arguments,
                environment: variables,
                secrets: line.variables.filter { !SecretNames.isPublic($0.key, $0.value) }.map(\.value)
            )
        }
        let result: CommandResult
        do {
            result = try await run(Command(executable, arguments, environment: variables))
        } catch {
            throw CredentialError(
                .unavailable,
                identity: place.identity,
                reason: error.description + said().clause(error.standardError.reveal())
            )
        }
        let said = said(result.standardOutput)
        let itSays = said.clause(result.standardError)
        guard result.status.isSuccess else {
            throw CredentialError(
                .unavailable,
                identity: place.identity,
                reason: "credential_process \(executable) \(result.status)\(itSays)",
                fix: itSays.isEmpty ? "run it by hand to see why" : "correct what it complains about"
            )
        }
        struct Header: Decodable {
            let version: Int
            private enum CodingKeys: String, CodingKey { case version = "Version" }
        }
        let output = Data(result.standardOutput)
        guard (try? JSONDecoder().decode(Header.self, from: output))?.version == 1,
            let document = try? JSONDecoder().decode(AWSKeysDocument.self, from: output)
        else {
            throw CredentialError(
                .unavailable,
                identity: place.identity,
                reason:
                    "what credential_process \(executable) printed is no JSON with Version 1, AccessKeyId and SecretAccessKey, but "
                    + said.shape(of: result.standardOutput) + itSays,
                fix: "let it print what AWS' SDKs read of a credential_process, and nothing else"
            )
        }
        return document.keys(from: place.identity)
    }

    /// The words of a command line: quotes of both kinds, and a backslash for the next character outside of single ones.
    static func words(_ line: String) -> [String]? {
        var words: [String] = []
        var word: String?
        var quote: Unicode.Scalar?
        var isEscaped = false
        // A quote stays one where a combining character follows, which makes another `Character` of both.
        for character in line.unicodeScalars {
            if isEscaped {
                word = (word ?? "") + String(character)
                isEscaped = false
            } else if character == "\\", quote != "'" {
                isEscaped = true
            } else if let open = quote {
                if character == open { quote = nil } else { word?.unicodeScalars.append(character) }
            } else if character == "\"" || character == "'" {
                quote = character
                word = word ?? ""
            } else if character.properties.isWhitespace {
                if let whole = word { words.append(whole) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        guard quote == nil, !isEscaped else { return nil }
        if let word { words.append(word) }
        return words
    }
}
