internal import FoundationEssentials

/// Where a list goes on: the value of `continue`.
struct ListToken {
    /// The version of which the whole list is; nil for whatever is there now.
    let version: Int?
    /// The key after which it goes on.
    let lastKey: String

    init(version: Int?, lastKey: String) {
        self.version = version
        self.lastKey = lastKey
    }

    init(parsing text: String) throws {
        var standard = text.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
        while standard.count % 4 != 0 { standard.append("=") }
        guard let data = Data(base64Encoded: String(standard)), let json = try? JSONReader.read(Array(data)),
            let version = json["rv"]?.int, let start = json["start"]?.string
        else { throw APIStatus.badRequest("continue key is not valid: \(text)") }
        self.version = version < 0 ? nil : version
        lastKey = String(start.dropFirst().dropLast())
    }

    var text: String {
        let json: JSON = [
            "v": "meta.k8s.io/v1", "rv": .number(String(version ?? -1)), "start": .string("/\(lastKey)\u{0}"),
        ]
        let base64 = Data(json.text).base64EncodedString()
        return String(base64.compactMap { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 == "=" ? nil : $0 })
    }

    /// What is answered when the version is forgotten.
    var expired: APIStatus {
        var status = APIStatus.expired(
            "The provided continue parameter is too old to display a consistent list result. You can start a new list "
                + "without the continue parameter, or use the continue token in this response to retrieve the remainder of "
                + "the results. Continuing with the provided token results in an inconsistent list - objects that were "
                + "created, modified, or deleted between the time the first chunk was returned and now may show up in the list."
        )
        status.continueToken = ListToken(version: nil, lastKey: lastKey).text
        return status
    }
}
