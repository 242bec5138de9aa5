import Configuration
import Credentials

/// The file of Google's application default credentials, which its libraries look for before they ask the metadata server.
enum GoogleDefaultFile {
    /// Where it is: what `GOOGLE_APPLICATION_CREDENTIALS` names, or what gcloud has written for the user.
    ///
    /// - Returns: Nil where the variable is not set and gcloud has written nothing.
    static func source(_ parts: FetcherParts) throws(CredentialError) -> ValueSource? {
        if let named = try named(parts) { return named }
        let environment = parts.checkedEnvironment
        let home = try environment.text("HOME")
        guard let folder = try environment.text("CLOUDSDK_CONFIG") ?? home.map({ "\($0)/.config/gcloud" }) else {
            return nil
        }
        let path = "\(folder)/application_default_credentials.json"
        let place = Place(identity: "application default credentials from file \(path)")
        return try parts.values.bytes(ofOptionalFile: path, place) == nil ? nil : .file(path)
    }

    /// What the variable names, whether it is there or not.
    static func named(_ parts: FetcherParts) throws(CredentialError) -> ValueSource? {
        try parts.checkedEnvironment.path("GOOGLE_APPLICATION_CREDENTIALS").map { .file($0) }
    }
}
