/// What an API server sends, to start from.
enum ObjectSeeds {
    private static let secret =
        #"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"pullpass-hub","namespace":"team","uid":"u-1","resourceVersion":"7","#
        + #""labels":{"app.kubernetes.io/managed-by":"pullpass"},"annotations":{"pullpass.dev/revision":"1"},"finalizers":["a"],"#
        + #""ownerReferences":[{"apiVersion":"v1","kind":"X","name":"n","uid":"u","controller":true}],"managedFields":["#
        + #"{"manager":"pullpass","operation":"Apply","fieldsV1":{"f:data":{".":{},"f:.dockerconfigjson":{}},"f:metadata":{"f:labels":{}}}}]},"#
        + #""type":"kubernetes.io/dockerconfigjson","data":{".dockerconfigjson":"e30=","x":null},"immutable":false}"#

    private static let pod =
        #"{"metadata":{"name":"web-1","namespace":"team","creationTimestamp":"2026-11-30T00:00:00Z"},"#
        + #""spec":{"containers":[{"name":"c","image":"ghcr.io/a/b"}],"imagePullSecrets":[{"name":"s"}]},"status":{"phase":"Pending","#
        + #""containerStatuses":[{"name":"c","state":{"waiting":{"reason":"ImagePullBackOff","message":"Back-off pulling image"}}}]}}"#

    static let watches = [
        "{\"type\":\"ADDED\",\"object\":\(secret)}\n{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{\"resourceVersion\":\"9\"}}}\n",
        "{\"type\":\"MODIFIED\",\"object\":\(pod)}\n\n{\"object\":{},\"type\":\"DELETED\"}\r\n{\"type\":\"ERROR\",\"object\":{\"code\":410,\"message\":\"gone\"}}\n{\"ty",
        "{\"type\":\"NEW\",\"object\":null}\n[]\n",
        "{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":\"\\ud800\\u0061\",\"labels\":{\"a\":1}}}}\n",
    ]

    static let lists = [
        "{\"kind\":\"SecretList\",\"metadata\":{\"resourceVersion\":\"12\",\"continue\":\"tok\"},\"items\":[\(secret),{\"metadata\":null},\(secret)]}",
        "{\"items\":[\(pod),7,{\"metadata\":{\"name\":\"\"}}],\"metadata\":{}}",
        "{\"metadata\":{\"resourceVersion\":1}}", "{\"items\":null}", "[",
        "{\"metadata\":{},\"items\":[{\"metadata\":{\"name\":\"a\",\"annotations\":{\"x\":\"\u{7F}\"}},\"data\":{\"k\":\"!\"}}]}\n",
    ]

    static let words = [
        "{\"type\":\"ADDED\",\"object\":", "\"MODIFIED\"", "\"DELETED\"", "\"BOOKMARK\"", "\"ERROR\"", "\"metadata\":",
        "\"name\":",
        "\"namespace\":", "\"uid\":", "\"resourceVersion\":", "\"labels\":", "\"annotations\":", "\"managedFields\":",
        "\"fieldsV1\":",
        "\"manager\":", "\"finalizers\":", "\"ownerReferences\":", "\"deletionTimestamp\":", "\"items\":",
        "\"continue\":", "\"data\":",
        "\"type\":", "\"spec\":", "\"status\":", "\"containerStatuses\":", "\"waiting\":", "\"f:data\":", "\\u0061",
        "\\ud800", "\\", "null",
        "{}", "[]", ",", ":", "{", "}", "[", "]",
    ]
}
