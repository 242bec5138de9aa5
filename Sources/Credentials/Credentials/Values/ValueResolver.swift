package import Configuration
package import Files
internal import Text

/// Reads the parts of a credential where a ``ValueSource`` says they are; errors name the place and never what is there.
package struct ValueResolver: Sendable, Confidential {
    /// The most bytes of a file or value: what a Secret can hold.
    package static let maximumBytes = 1 << 20

    let environment: [String: String]
    private let secrets: any SecretReader
    private let files: any ReloadFileSystem

    /// Makes a reader of the variables, Secrets and files of a process.
    package init(environment: [String: String], secrets: any SecretReader, files: any ReloadFileSystem) {
        self.environment = environment
        self.secrets = secrets
        self.files = files
    }

    /// The text of a source, not empty and without white space around it.
    ///
    /// - Parameters:
    ///   - source: Where it is.
    ///   - part: What it is for, such as `password`.
    /// - Returns: The text, without the line end of a file.
    /// - Throws: `.misconfigured`, or `.unavailable` when Secrets cannot be read now. What is judged is told by ``TextFlaw``.
    package func text(of source: ValueSource, part: String) async throws(CredentialError) -> SecretText {
        try checked(
            try await read(source, part: part),
            Place(identity: "\(part) from \(source)"),
            isUserName: part == "username"
        )
    }

    /// The text of a source as it is, but for a byte order mark and the line end of a file.
    private func read(_ source: ValueSource, part: String) async throws(CredentialError) -> String {
        let place = Place(identity: "\(part) from \(source)")
        switch source {
        case .value(let text): return text.reveal()
        case .file(let path): return try decoded(Self.withoutLineEnd(try bytes(ofFile: path, place)), place)
        case .environment(let name):
            guard let value = environment[name] else {
                throw place.misconfigured(
                    "it is not set",
                    fix: "set \(name) in the environment of Pullpass and start it again"
                )
            }
            return value
        case .secretKeyRef(let name, let key):
            let secret = try await secret(name, place)
            guard let bytes = secret.data[key] else { throw missing(key, of: secret, place) }
            return try decoded(bytes, place)
        }
    }

    /// The error for a Secret without the key that is wanted.
    func missing(_ key: String, of secret: SecretData, _ place: Place) -> CredentialError {
        place.misconfigured(
            "the Secret has no such key, only \(Printable.list(secret.data.keys))",
            fix: "correct the key of secretKeyRef or add it to the Secret"
        )
    }

    /// A Secret of Pullpass' own namespace.
    package func secret(_ name: String, _ place: Place) async throws(CredentialError) -> SecretData {
        let secret: SecretData?
        do {
            secret = try await secrets.secretData(name: name)
        } catch let error as CredentialError {
            throw error
        } catch {
            throw CredentialError(.unavailable, identity: place.identity, reason: "it cannot be read now: \(error)")
        }
        guard let secret else {
            throw place.misconfigured(
                "there is no such Secret",
                fix: "create Secret \(name) in Pullpass' own namespace or correct the name"
            )
        }
        return secret
    }

    /// The content of a file.
    package func bytes(ofFile path: String, _ place: Place) throws(CredentialError) -> [UInt8] {
        let bytes: [UInt8]
        do {
            bytes = try files.read(path, limit: Self.maximumBytes)
        } catch {
            throw place.misconfigured(error.description, fix: "put the file there, or correct the path or its rights")
        }
        return try Self.withoutMark(bytes, place)
    }

    /// The content of a file that need not be there.
    ///
    /// - Returns: Nil where it cannot be read.
    /// - Throws: `.misconfigured` for a text in another encoding: somebody wrote it, and means it.
    package func bytes(ofOptionalFile path: String, _ place: Place) throws(CredentialError) -> [UInt8]? {
        guard let bytes = try? files.read(path, limit: Self.maximumBytes) else { return nil }
        return try Self.withoutMark(bytes, place)
    }

    /// The bytes of a file or Secret without a byte order mark: it comes from an editor, and is no part of any credential.
    ///
    /// - Throws: `.misconfigured` for a text in UTF-16 or UTF-32.
    package static func withoutMark(_ bytes: [UInt8], _ place: Place) throws(CredentialError) -> [UInt8] {
        if let encoding = SavedText.otherEncoding(of: bytes) {
            throw place.misconfigured("it is \(encoding) and not UTF-8 text", fix: SavedText.fix)
        }
        return SavedText.withoutMark(bytes)
    }

    private func checked(
        _ text: String,
        _ place: Place,
        isUserName: Bool = false
    ) throws(CredentialError) -> SecretText {
        guard !text.trimmed.isEmpty else { throw place.misconfigured("it is empty", fix: "put the credential there") }
        // As in the configuration: keys and JSON files have many lines and may end in a line end; a token has one and may not.
        if let flaw = TextFlaw(of: text, as: isUserName ? .userName : .lines) {
            throw place.misconfigured(flaw.reason, fix: flaw.fixOfValue)
        }
        return SecretText(text)
    }

    private func decoded(_ bytes: [UInt8], _ place: Place) throws(CredentialError) -> String {
        guard let text = String(validating: try Self.withoutMark(bytes, place), as: UTF8.self) else {
            throw place.misconfigured("it is not UTF-8 text", fix: "write it as text")
        }
        return text
    }

    /// Cuts one `\n` or `\r\n`, which editors and `echo` put at the end of a file.
    package static func withoutLineEnd(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.last == UInt8(ascii: "\n") else { return bytes }
        let rest = bytes.dropLast()
        return Array(rest.last == UInt8(ascii: "\r") ? rest.dropLast() : rest)
    }
}

/// What is being read, for errors about it.
package struct Place: Sendable {
    /// What it is for people, and where: `password from file /p`.
    package let identity: String

    /// Names it.
    package init(identity: String) { self.identity = identity }

    /// The error where what is there is wrong.
    package func misconfigured(_ reason: String, fix: String) -> CredentialError {
        CredentialError(.misconfigured, identity: identity, reason: reason, fix: fix)
    }
}

extension CredentialInputs {
    /// The places that sources name, and the tokens that are asked for.
    package init(_ sources: [ValueSource], tokens: some Sequence<CredentialScope> = EmptyCollection()) {
        self.init(
            secretNames: sources.compactMap { if case .secretKeyRef(let name, _) = $0 { name } else { nil } },
            filePaths: sources.compactMap { if case .file(let path) = $0 { path } else { nil } },
            tokens: Set(tokens)
        )
    }
}
