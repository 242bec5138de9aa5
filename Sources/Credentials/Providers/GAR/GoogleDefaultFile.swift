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
        let isThere = (try? parts.values.bytes(ofFile: path, Place(identity: path))) != nil
        return isThere ? .file(path) : nil
    }

    /// What the variable names, whether it is there or not.
    static func named(_ parts: FetcherParts) throws(CredentialError) -> ValueSource? {
        try parts.checkedEnvironment.text("GOOGLE_APPLICATION_CREDENTIALS").map { .file($0) }
    }
}
