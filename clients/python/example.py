"""Fetches one profile by URL and a list of people in the background, with the standard library of Python 3.9 or later.

    python3 clients/python/example.py people.csv results.csv

LINKEDIN_PROFILES_URL and LINKEDIN_PROFILES_API_KEY say where the service is, and its key. Without them, it is the service that
"npm start" started on this machine.
"""

import json
import os
import shutil
import sys
import urllib.error
import urllib.request
from pathlib import Path

URL = os.environ.get("LINKEDIN_PROFILES_URL", "http://127.0.0.1:8000")


def api_key() -> str:
    key = os.environ.get("LINKEDIN_PROFILES_API_KEY")
    return key or Path(os.environ.get("DATA_DIR", ".data"), "api-key").read_text().strip()


def call(path: str, body=None, content_type="application/json", method=None):
    """Opens the response. An error response ends the program in the words of the service."""
    request = urllib.request.Request(URL + path, data=body, method=method)
    request.add_header("X-API-Key", api_key())
    if body is not None:
        request.add_header("Content-Type", content_type)
    try:
        return urllib.request.urlopen(request)
    except urllib.error.HTTPError as error:
        problem = json.load(error)
        fields = [f"{field['field']}: {field['message']}" for field in problem.get("validation_errors", [])]
        sys.exit("\n  ".join([f"{problem['message']} ({problem['error_code']})", *fields]))


def post(path: str, value) -> dict:
    return json.load(call(path, json.dumps(value).encode()))


def ingest(url: str, role: str) -> None:
    batch = post("/api/v1/profiles/batch-enhanced", {"profiles": [{"linkedin_url": url, "suggested_role": role}]})
    for result in batch["results"]:
        print(f"{result['name']}: {result['position']}")


def create_job(file: str) -> str:
    """Sends the file as it is read."""
    with open(file, "rb") as rows:
        request_body = iter(lambda: rows.read(65536), b"")
        job = json.load(call("/jobs/upload", request_body, "text/csv", "POST"))
    print(f"Job {job['job_id']}: {job['total_items']} of {job['rows_read']} rows")
    return job["job_id"]


def wait(job_id: str) -> None:
    """Reads the events of the job, whose stream ends with the job, or earlier if the process that serves it is stopped."""
    while True:
        with call(f"/jobs/{job_id}/events?types=job.progress,job.completed,job.failed,job.cancelled") as stream:
            for line in stream:
                if line.startswith(b"data:"):
                    event = json.loads(line[5:])
                    print(f"{event['type']}: {event['data']['processed_items']} of {event['data']['total_items']}")
        if json.load(call(f"/jobs/{job_id}"))["status"] not in ("pending", "processing"):
            return


def save_results(job_id: str, file: str) -> None:
    """Copies the results as they arrive. Only a complete file gets its name."""
    with call(f"/jobs/{job_id}/results?format=csv") as results, open(file + ".partial", "wb") as partial:
        shutil.copyfileobj(results, partial)
    os.replace(file + ".partial", file)
    print(f"Results are in {file}")


def main(people: str, results: str) -> None:
    ingest("https://www.linkedin.com/in/jane-doe/", "CTO")
    job_id = create_job(people)
    wait(job_id)
    save_results(job_id, results)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
