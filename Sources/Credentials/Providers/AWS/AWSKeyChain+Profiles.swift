import Configuration
import Credentials
import Text

extension AWSKeyChain {
    func profileKeys(named name: String?, file: String?) async throws(CredentialError)
        -> (AWSKeys, region: String?)
    {
        let (profiles, place) = try profiles(file: file)
        let name = try environment.text("AWS_PROFILE", unless: name) ?? "default"
        if let found = try await keys(ofProfile: name, profiles, place) { return found }
        throw Place(identity: "profile \(Printable.text(name)) of \(place.identity)").misconfigured(
            "it has no credentials",
            fix: "write aws_access_key_id and aws_secret_access_key, role_arn, or credential_process"
        )
    }

    /// The keys of a profile; nil when it says nothing of any.
    func keys(ofProfile name: String, _ profiles: SharedProfiles, _ place: Place) async throws(CredentialError)
        -> (AWSKeys, region: String?)?
    {
        let path = try ProfilePath(to: name, in: profiles, place: place)
        let region = profiles[name]?["region"]
        let sts = try sts(region)
        let profilePlace = Place(identity: "profile \(Printable.text(name)) of \(place.identity)")
        var keys: AWSKeys
        switch path.start {
        case .keys(let own): keys = own
        case .webIdentity(let role, let file, let session):
            keys = try await sts.assume(roleARN: role, withTokenOf: file, sessionName: session)
        case .process(let command):
            keys = try await CredentialProcess(command: command, environment: environment, place: profilePlace).keys()
        case .environment:
            guard let own = try environmentKeys() else {
                throw profilePlace.misconfigured(
                    "its credential_source is Environment, and AWS_ACCESS_KEY_ID is not set",
                    fix: "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or write another credential_source"
                )
            }
            keys = own
        case .instance: keys = try await instance.keys()
        case .container:
            guard container.isConfigured else {
                throw profilePlace.misconfigured(
                    "its credential_source is EcsContainer, and AWS_CONTAINER_CREDENTIALS_FULL_URI is not set",
                    fix: "run Pullpass where it is set, or write another credential_source"
                )
            }
            keys = try await container.keys()
        case .nobody:
            guard path.steps.isEmpty else {
                throw profilePlace.misconfigured(
                    "the profile whose keys its role is assumed with has none",
                    fix: "write aws_access_key_id and aws_secret_access_key there"
                )
            }
            return nil
        }
        for step in path.steps {
            keys = try await sts.assume(step.role, with: keys, sessionName: step.sessionName, life: step.life)
        }
        return (keys, region)
    }

    /// The shared files: the one that the configuration names must be there, the others may be.
    func profiles(file: String?) throws(CredentialError) -> (SharedProfiles, Place) {
        var profiles = SharedProfiles()
        var read: [String] = []
        if let path = try environment.file("AWS_CONFIG_FILE", default: "config"),
            let text = try text(ofFile: path, isRequired: false)
        {
            profiles.add(text, isConfig: true)
            read.append(path)
        }
        if let path = try credentialsFile(file),
            let text = try text(ofFile: path, isRequired: file != nil)
        {
            profiles.add(text, isConfig: false)
            read.append(path)
        }
        let names =
            read.isEmpty ? "AWS' shared files" : read.map { "file \(Printable.path($0))" }.joined(separator: " and ")
        return (profiles, Place(identity: names))
    }

    private func credentialsFile(_ file: String?) throws(CredentialError) -> String? {
        if let file { return file }
        return try environment.file("AWS_SHARED_CREDENTIALS_FILE", default: "credentials")
    }

    private func text(ofFile path: String, isRequired: Bool) throws(CredentialError) -> String? {
        let place = Place(identity: "AWS profiles of file \(Printable.path(path))")
        guard
            let bytes = isRequired
                ? try service.values.bytes(ofFile: path, place)
                : try service.values.bytes(ofOptionalFile: path, place)
        else { return nil }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw place.misconfigured("it is not UTF-8 text", fix: "write it as text")
        }
        return text
    }
}
