//! Several homes agree through a real S3-compatible server. `MILEPOST_MOTO_PYTHON` names a Python with the package
//! `moto[s3]`, `flask` and `flask-cors`; without one the test fails in CI, and says elsewhere that it was skipped.
#![allow(
    clippy::disallowed_methods,
    reason = "the Python is named by the environment"
)]

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::home::TestEnv;
use crate::kit::tell;

/// Serves until its input ends. Each line of it is a change to the bucket, which is answered when it is done.
const SERVER: &str = r#"
import sys, boto3
from moto.server import ThreadedMotoServer

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
endpoint = f"http://{host}:{port}"
s3 = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1",
                  aws_access_key_id="ana", aws_secret_access_key="secret")
s3.create_bucket(Bucket="progress")

def keys():
    return [found["Key"] for found in s3.list_objects_v2(Bucket="progress").get("Contents", [])]

def body(key):
    return s3.get_object(Bucket="progress", Key=key)["Body"].read()

print(endpoint, flush=True)
for line in sys.stdin:
    match line.strip():
        case "list":
            print(" ".join(sorted(keys())), flush=True)
        case "cut":
            key = next(key for key in sorted(keys()) if key.endswith(".jsonl"))
            s3.put_object(Bucket="progress", Key=key, Body=body(key)[:-20])
            print(key, flush=True)
        case "empty":
            for key in keys():
                s3.delete_object(Bucket="progress", Key=key)
            print("empty", flush=True)
        case "read":
            print(b"".join(body(key) for key in keys()).hex(), flush=True)
server.stop()
"#;

/// The server, ended with the test.
struct Bucket {
    server: Child,
    answers: BufReader<std::process::ChildStdout>,
    endpoint: String,
}

impl Bucket {
    fn start(python: &OsStr) -> Self {
        let mut server = Command::new(python)
            .args(["-c", SERVER])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // One line for each request.
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let answers = BufReader::new(server.stdout.take().unwrap());
        let mut bucket = Self {
            server,
            answers,
            endpoint: String::new(),
        };
        bucket.endpoint = bucket.answer();
        bucket
    }

    fn answer(&mut self) -> String {
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        assert!(!line.is_empty(), "the server ended");
        line.trim().to_owned()
    }

    fn ask(&mut self, what: &str) -> String {
        use std::io::Write;
        let input = self.server.stdin.as_mut().unwrap();
        writeln!(input, "{what}").unwrap();
        self.answer()
    }

    fn machine(&self, name: &str) -> TestEnv {
        let mut env = TestEnv::with_every_kind();
        env.set("AWS_ENDPOINT", &self.endpoint)
            .set("AWS_ALLOW_HTTP", "true")
            .set("AWS_REGION", "us-east-1")
            .set("AWS_ACCESS_KEY_ID", "ana")
            .set("AWS_SECRET_ACCESS_KEY", "secret");
        env.ok(&["config", "device_name", name]);
        env
    }
}

impl Drop for Bucket {
    fn drop(&mut self) {
        drop(self.server.stdin.take());
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// A server, where there is a Python for it.
fn bucket() -> Option<Bucket> {
    let Some(python) = std::env::var_os("MILEPOST_MOTO_PYTHON") else {
        assert!(
            std::env::var_os("CI").is_none(),
            "CI must set MILEPOST_MOTO_PYTHON"
        );
        tell("skipped: MILEPOST_MOTO_PYTHON names no Python with moto");
        return None;
    };
    Some(Bucket::start(&python))
}

fn answer(env: &TestEnv, card: &str) {
    let id = format!("kinds.{card}");
    env.ok_with(&["review", &id, "--new", "1"], "\n3\n");
}

fn cards(env: &TestEnv) -> serde_json::Value {
    env.json(&["list", "--json"])["cards"].clone()
}

const ADDRESS: &str = "s3://progress/ana/milepost";

#[test]
fn machines_agree_through_a_bucket() {
    let Some(mut bucket) = bucket() else { return };
    let machines = ["desktop", "laptop", "phone"].map(|name| bucket.machine(name));
    for (machine, card) in machines.iter().zip(["basic", "open", "output"]) {
        answer(machine, card);
        machine.ok(&["undo"]);
        answer(machine, card);
        machine.ok(&["sync", ADDRESS]);
    }
    for machine in &machines {
        let said = machine.ok(&["sync", ADDRESS]);
        assert!(said.contains("all agree"), "{said}");
    }
    for machine in &machines {
        let said = machine.ok(&["sync", ADDRESS]);
        assert!(
            said.starts_with("sent 0 events, received none; all agree"),
            "{said}"
        );
        assert_eq!(cards(machine), cards(&machines[0]));
        assert_eq!(machine.run(&["doctor"]).code, 0);
    }
    let keys = bucket.ask("list");
    let (events, decks): (Vec<&str>, Vec<&str>) =
        keys.split(' ').partition(|key| key.ends_with(".jsonl"));
    // All three have the same deck, so that the first alone sends it.
    assert_eq!((events.len(), decks.len()), (3, 1), "{keys}");
    assert!(decks[0].ends_with(".decks"), "{keys}");
    let is_there = |key: &str| key.starts_with("ana/milepost/");
    assert!(keys.split(' ').all(is_there), "{keys}");
}

#[test]
fn an_object_that_was_cut_is_named_and_an_emptied_bucket_is_refused() {
    let Some(mut bucket) = bucket() else { return };
    let one = bucket.machine("desktop");
    answer(&one, "basic");
    one.ok(&["sync", ADDRESS]);
    let key = bucket.ask("cut");
    let two = bucket.machine("laptop");
    let ran = two.run(&["sync", ADDRESS]);
    assert_eq!(ran.code, 1, "{}", ran.all());
    assert!(
        ran.stdout.contains(key.rsplit('/').next().unwrap()),
        "{}",
        ran.all()
    );
    // The machine that has the events writes them again.
    let ran = one.run(&["sync", ADDRESS]);
    assert!(ran.stdout.starts_with("sent 1 event, "), "{}", ran.all());
    two.run(&["sync", ADDRESS]);
    assert_eq!(cards(&two), cards(&one));
    bucket.ask("empty");
    let ran = one.run(&["sync", ADDRESS]);
    assert_eq!(ran.code, 1, "{}", ran.all());
    assert!(ran.stderr.contains("is empty"), "{}", ran.all());
    one.ok(&["sync", ADDRESS, "--refill"]);
    let three = bucket.machine("phone");
    three.ok(&["sync", ADDRESS]);
    assert_eq!(cards(&three), cards(&one));
}

#[test]
fn what_cannot_be_reached_is_said_soon() {
    let Some(bucket) = bucket() else { return };
    let mut env = bucket.machine("desktop");
    answer(&env, "basic");
    let began = Instant::now();
    let missing = env.run(&["sync", "s3://no-such-bucket"]);
    env.set("AWS_ENDPOINT", "http://127.0.0.1:1");
    let away = env.run(&["sync", ADDRESS]);
    let strange = env.run(&["sync", "ftp://progress"]);
    assert!(
        began.elapsed() < Duration::from_secs(90),
        "{:?}",
        began.elapsed()
    );
    for ran in [missing, away, strange] {
        assert_eq!(ran.code, 1, "{}", ran.all());
        assert!(ran.stderr.contains("hint: "), "{}", ran.all());
    }
}

#[cfg(feature = "encryption")]
#[test]
fn a_bucket_is_encrypted_too() {
    let Some(mut bucket) = bucket() else { return };
    let machines = ["desktop", "laptop"].map(|name| {
        let mut machine = bucket.machine(name);
        machine.set("MILEPOST_SYNC_PASSPHRASE", "correct horse battery staple");
        machine
    });
    for (machine, card) in machines.iter().zip(["basic", "open"]) {
        answer(machine, card);
        machine.ok(&["sync", ADDRESS]);
    }
    let said = machines[0].ok(&["sync", ADDRESS]);
    assert!(said.contains("both agree"), "{said}");
    assert_eq!(cards(&machines[0]), cards(&machines[1]));
    let keys = bucket.ask("list");
    assert!(keys.split(' ').all(|key| key.ends_with(".age")), "{keys}");
    let content = bucket.ask("read");
    for secret in ["kinds.", "desktop", "laptop"] {
        let digits: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
        assert!(!content.contains(&digits), "{secret}");
    }
}
