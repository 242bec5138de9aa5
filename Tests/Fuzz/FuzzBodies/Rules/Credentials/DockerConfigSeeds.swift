/// Credentials files to start from.
enum DockerConfigSeeds {
    static let texts = [
        #"{"auths":{"ghcr.io":{"auth":"YTpi"},"https://index.docker.io/v1/":{"username":"u","password":"p","email":"e"}}}"#,
        "{\n\t\"auths\": {\n\t\t\"*.dkr.ecr.*.amazonaws.com\": {\"auth\": \"YTpi\\nYw==\"}\n\t},\n\t\"HttpHeaders\": {\"User-Agent\": \"x\"}\n}",
        #"{"credHelpers":{"gcr.io":"gcloud"},"x":[1,{"auths":{}},"}"], "Auths" : { "a/v2/" : {} , "b":{"Auth":"YTpi"} } ,"z":1e5}"#,
        #"{"auths":{"a":null,"a":{"auth":"Og=="},"q\"u\u006fte.io":{"auſh":1}}}"#,
        #"{"auths":null,"auths":{"r.io":{"auth":"!"}}}"#,
        #"{"r.io:5000/a":{"username":"a:b","password":""}}"#, "{ }", "null", "", "[]",
        #"{"auths":{"%zz":{},"u:p@r.io/x?y#z":{}}}"#,
        "{\"auths\":{\n\n}}", "{\"auths\":{\"x\":{\"username\":\"\\ud83d\\ude00\\ud800\"}}}",
    ]

    static let words = [
        "\"auths\":", "\"auth\":", "\"username\":", "\"password\":", "\"email\":", "\"HttpHeaders\":",
        "\"credHelpers\":", "YTpi", "Og==",
        "https://", "http://", "index.docker.io", "/v1/", "/v2/", "docker.io", "*.dkr.ecr.*.amazonaws.com", "null",
        "{}", "\\u0041",
        "\\ud800", "ſ", ",", ":", "{", "}", "[", "]", "\n\t",
    ]
}
