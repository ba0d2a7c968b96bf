-- Whether a deed of people means that somebody took the case up. 0: it only sorts signals into households, or says who
-- may see them; reminders and the on-call chain go on. What older programs wrote counts, as it did for them.
ALTER TABLE casus_event ADD COLUMN takes_up BIGINT NOT NULL DEFAULT 1;
