import Credentials
import Testing

@Suite struct `The environment of a program that fetches a credential` {
    @Test(arguments: [
        "PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR", "HTTPS_PROXY", "https_proxy",
        "NO_PROXY",
        "no_proxy", "KUBERNETES_SERVICE_HOST", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "ECS_CONTAINER_METADATA_URI_V4", "AZURE_FEDERATED_TOKEN_FILE", "IDENTITY_ENDPOINT", "MSI_ENDPOINT",
        "GOOGLE_APPLICATION_CREDENTIALS", "GCE_METADATA_HOST", "CLOUDSDK_CONFIG", "OCI_RESOURCE_PRINCIPAL_VERSION",
        "ALIBABA_CLOUD_ROLE_ARN",
    ])
    func `has what tells a program where things are and who it is`(name: String) {
        #expect(ProgramEnvironment.of([name: "x"], withholding: []) == [name: "x"])
    }

    @Test(arguments: [
        "REGISTRY_PASSWORD", "DOCKER_AUTH_CONFIG", "LD_PRELOAD", "NEXUS_PASSWORD", "GITHUB_TOKEN", "aws_secret",
        "PATHS", "",
    ])
    func `has nothing else`(name: String) {
        #expect(ProgramEnvironment.of([name: "hunter2"], withholding: []).isEmpty)
    }

    @Test(arguments: ["AWS_SECRET_ACCESS_KEY", "AZURE_CLIENT_SECRET", "PATH"])
    func `has no variable that the configuration names as a credential, whatever it is called`(name: String) {
        let all = [name: "hunter2", "HOME": "/"]
        #expect(ProgramEnvironment.of(all, withholding: [name]) == ["HOME": "/"])
    }
}
