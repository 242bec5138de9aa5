/// Requests and answers of credential providers to start from.
enum PluginSeeds {
    static let texts = [
        #"{"apiVersion":"credentialprovider.kubelet.k8s.io/v1","kind":"CredentialProviderRequest","image":"ghcr.io/acme/app","#
            + #""serviceAccountToken":"eyJhbGciOiJub25lIn0.e30.","serviceAccountAnnotations":{"a/b":"c","d":null}}"#,
        #"{"kind":"CredentialProviderRequest","apiVersion":"credentialprovider.kubelet.k8s.io/v1beta1","image":"nginx","new":[{}]}"#,
        #"{"kind":"CredentialProviderResponse","apiVersion":"credentialprovider.kubelet.k8s.io/v1","cacheKeyType":"Registry","#
            + #""cacheDuration":"12h0m0s","auth":{"ghcr.io":{"username":"u","password":"p"},"*.io":{}}}"#,
        #"{"kind":"CredentialProviderResponse","apiVersion":"credentialprovider.kubelet.k8s.io/v1alpha1","cacheKeyType":"Image","#
            + #""auth":{"docker.io":{"username":"u","password":"p"}},"cacheDuration":"1.5h"}"#,
        #"{"kind":"CredentialProviderRequest","kind":"x"}"#, " ", "{\"image\":1}", "[[[[",
    ]

    static let words = [
        "\"apiVersion\":", "\"credentialprovider.kubelet.k8s.io/v1\"", "\"credentialprovider.kubelet.k8s.io/v1beta1\"",
        "\"kind\":",
        "\"CredentialProviderRequest\"", "\"CredentialProviderResponse\"", "\"image\":", "\"serviceAccountToken\":",
        "\"serviceAccountAnnotations\":", "\"cacheKeyType\":", "\"Image\"", "\"Registry\"", "\"Global\"",
        "\"cacheDuration\":", "\"0s\"",
        "\"-1h\"", "\"9999999h\"", "\"auth\":", "\"username\":", "\"password\":", "\"ghcr.io\":", "null", "{}",
        "\\ud800", "\\u0000",
    ]
}
